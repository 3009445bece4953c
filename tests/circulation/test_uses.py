"""What became of carnets, counted once for the page of their stages and that of home."""

import datetime as dt
from types import SimpleNamespace

import pytest

from audit.actors import SYSTEM
from circulation.readings.uses import BY_MONTH, BY_PUBLIC, Use, uses_of
from distribution.actions import hand_outs
from distribution.models import HandOut
from finance.readings.spending import Spending
from reporting.readings import indicators
from tests.factories.accounts import NOON
from tests.factories.distribution import DepotFactory, handed_out_carnet, typed_codes
from tests.factories.mediation import Scene
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend

pytestmark = pytest.mark.django_db
MARCH, MAY = dt.date(2023, 3, 1), dt.date(2023, 5, 15)


def weeks(n, start=MARCH):
    return start + dt.timedelta(weeks=n)


@pytest.fixture
def depot():
    return DepotFactory(programme=ProgrammeFactory(with_calendar=True), carnets=6)


@pytest.fixture
def used(depot):
    """Of four carnets: one finished in five weeks, one begun at once, two asleep, one of which was
    taken back.
    """
    finished, begun, asleep, back = (handed_out_carnet(depot, on=MARCH) for _ in range(4))
    spend(begun, 3, on=MARCH)
    spend(finished, 4, on=weeks(4))
    spend(finished, 6, on=weeks(5))
    hand_outs.undo(back.hand_out, on=MAY, reason="Erreur", by=SYSTEM.at(NOON))
    return SimpleNamespace(finished=finished, begun=begun, asleep=asleep)


def found(depot, by="", on=MAY, **rows):
    return uses_of(HandOut.objects.filter(**rows), depot.programme, by, on=on)


def test_carnets_are_counted_by_what_became_of_them(depot, used):
    assert found(depot).whole == Use(3, 3, 30, 2, 20, 1, 10, 13, (2, 2, 2))
    assert found(depot).whole.asleep == 1
    assert found(depot, on=weeks(4)).whole == Use(3, 3, 30, 2, 20, 0, 0, 7, (2, 2, 2))


def test_a_carnet_begun_after_the_weeks_is_not_counted_within_them(depot):
    spend(handed_out_carnet(depot, on=MARCH), 1, on=weeks(4) + dt.timedelta(days=1))
    assert found(depot).whole.within == (0, 1, 1)


def test_a_session_paid_with_two_carnets_begins_both(clock):
    scene = Scene()
    other = handed_out_carnet(scene.depot, carnets=1)
    codes = [scene.codes[0], *typed_codes(other)[:2]]

    assert scene.redeem(scene.body(*codes)).status_code == 201

    use = found(scene.depot).whole
    assert (use.started, use.spent) == (2, 3)


def test_the_groups_are_depots_publics_or_months(depot, used):
    other = DepotFactory(programme=depot.programme, carnets=1)
    spend(handed_out_carnet(other, on=MAY), 2, on=MAY)

    by_depot, by_month = found(depot).by_key, found(depot, BY_MONTH).by_key
    (public,) = found(depot, BY_PUBLIC).by_key.items()

    assert {key: use.carnets for key, use in by_depot.items()} == {depot.pk: 3, other.pk: 1}
    assert {key: use.started for key, use in by_month.items()} == {MARCH: 2, MAY.replace(day=1): 1}
    assert public == ("Demandeurs d’emploi", found(depot).whole)


def test_only_the_hand_outs_asked_count(depot, used):
    handed_out_carnet(DepotFactory(carnets=1), on=MARCH)
    assert found(depot).whole.carnets == 3
    assert found(depot, pk__in=[]) == uses_of(HandOut.objects.none(), depot.programme, "", on=MAY)
    assert found(depot, handed_on=MAY).whole == Use()


def test_home_counts_the_same_passes(depot, used):
    counts, use = indicators.pass_counts(Spending(depot.programme, MAY)), found(depot).whole
    assert (counts.handed_out, counts.spent) == (use.passes, use.spent)
