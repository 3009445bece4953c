"""What is drawn, from what, and that it never changes."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from audit.models import Event
from common.errors import Refusal
from distribution.actions import hand_outs
from sampling.enums import Population
from sampling.models import Draw
from sampling.readings import drawn
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, hand_out
from tests.factories.sampling import TOMORROW, draw_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
RECEIPTS = Population.HAND_OUTS


@pytest.fixture
def depot():
    return DepotFactory(carnets=6)


def test_a_sample_of_the_carnets_in_stock_leaves_out_those_handed_out(depot):
    given = hand_out(depot)
    number = given.carnets.get().number

    made = draw_of(depot, size=5)

    assert (made.number, made.names, made.known_on) == (1, 5, TODAY)
    assert sorted(made.sample) == [f"{n:05d}" for n in range(1, 7) if n != number]
    assert Event.objects.get(verb="draw.made").details["fingerprint"] == made.fingerprint
    assert draw_of(depot).number == 2


def test_what_is_recorded_on_the_day_of_the_draw_is_not_drawn_yet(depot):
    with pytest.raises(Refusal) as refused:
        draw_of(depot, size=1, **JOURNAL)

    assert refused.value.code == "too_few_to_draw"
    assert refused.value.sentence.startswith("0\u00a0carnet seulement au soir de la veille")
    assert not Draw.objects.exists()


def test_the_same_draw_is_found_again_whatever_happens_since(depot):
    hand_out(depot)
    of_stock, of_receipts = draw_of(depot), draw_of(depot, population=RECEIPTS, size=1)

    hand_outs.undo(depot.programme.hand_outs.get(), reason="Erreur", on=TODAY, **TOMORROW)
    hand_out(depot, on=TODAY + dt.timedelta(days=1))

    for made in (of_stock, of_receipts):
        again = drawn(made)
        assert (again.sample, again.fingerprint) == (made.sample, made.fingerprint)


def test_a_sample_is_of_a_depot_and_of_some_days(depot):
    programme = depot.programme
    other = DepotFactory(programme=programme, carnets=2)
    days = [dt.date(2022, 12, 1), dt.date(2023, 1, 10), TODAY]
    receipts = [hand_out(depot, on=on).receipt for on in days]
    elsewhere = hand_out(other).receipt

    def found(size, **asked):
        return {*draw_of(depot, population=RECEIPTS, size=size, **asked).sample}

    assert found(4) == {*receipts, elsewhere}
    assert found(3, depot=depot) == {*receipts}
    assert found(2, depot=depot, days=(days[1], None)) == {*receipts[1:]}
    assert found(1, depot=depot, days=(days[0], days[0])) == {receipts[0]}


def test_of_one_depot_the_stock_is_its_own(depot):
    other = DepotFactory(programme=depot.programme, carnets=2)

    assert draw_of(depot, depot=other).names == 2
    assert draw_of(depot).names == 8


def test_a_draw_is_never_changed_nor_removed():
    made = draw_of()
    for change in (lambda: Draw.objects.update(size=1), lambda: Draw.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Draw.objects.get().sample == made.sample


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("draw_number_unique", {}),
        ("draw_of_known_names", {"number": 2, "size": 9}),
        ("draw_days_in_order", {"number": 2, "starts_on": TODAY, "ends_on": dt.date(2023, 1, 1)}),
        ("draw_days_of_hand_outs", {"number": 2, "starts_on": TODAY}),
    ],
)
def test_the_database_refuses(name, wrong):
    kept = Draw.objects.values().get(pk=draw_of().pk)
    if name == "draw_days_in_order":
        kept["population"] = RECEIPTS
    copied = {key: value for key, value in kept.items() if key not in {"id", "public_id"}}

    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        Draw.objects.create(**copied | wrong)
