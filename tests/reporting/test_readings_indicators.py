import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.actors import SYSTEM
from circulation.readings.lots import PassCounts
from distribution.actions import hand_outs, ledger
from finance.readings.spending import Spending
from places.enums import Service
from reporting.readings import indicators
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import CategoryFactory, PersonFactory, version_of
from tests.factories.distribution import (
    ACTIVE,
    DELIVERED,
    ORDERED,
    DepotFactory,
    LotFactory,
    entered,
    hand_out,
)
from tests.factories.places import CommuneFactory, PlaceFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 3, 1)
ONE = dt.timedelta(days=1)


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True, territory=["62", "80"])


@pytest.fixture
def depot(programme):
    return DepotFactory(programme=programme, carnets=5)


def carnet_given(depot, on=DAY, **facts):
    person = PersonFactory(programme=depot.programme, registered_by=depot.organisation, **facts)
    return hand_out(depot, person=person, on=on).carnets.select_related("lot__programme").get()


def reached(programme, day):
    return indicators.pass_counts(Spending(programme, day))


def held(programme, day):
    return indicators.holders(programme, day, Spending(programme, day).consumed)


def test_each_act_enters_the_counts_on_its_day(programme, depot):
    carnet = carnet_given(depot)
    spend(carnet, 4, on=DAY + ONE)

    assert reached(programme, ORDERED - ONE) == PassCounts()
    assert reached(programme, ORDERED) == PassCounts(50)
    assert reached(programme, DELIVERED) == PassCounts(50, 50)
    assert reached(programme, ACTIVE) == PassCounts(50, 50, 50)
    assert reached(programme, DAY) == PassCounts(50, 50, 50, 10)
    assert reached(programme, DAY + ONE) == PassCounts(50, 50, 50, 10, 4)


def test_a_hand_out_taken_back_leaves_the_counts_on_the_day_of_its_correction(programme, depot):
    given = hand_out(depot, on=DAY)

    hand_outs.undo(given, on=DAY + ONE, reason="erreur", by=SYSTEM.at(NOON))

    assert reached(programme, DAY).handed_out == 10
    assert reached(programme, DAY + ONE).handed_out == 0
    assert len(held(programme, DAY)) == 1
    assert held(programme, DAY + ONE) == []


def test_lots_of_one_hand_out_count_their_own_carnets(programme, depot):
    LotFactory(programme=programme, depot=depot, carnets=3, size=5)
    for _ in range(6):
        hand_out(depot, on=DAY)

    found = {
        one.lot.passes_per_carnet: one.counts for one in indicators.by_lot(Spending(programme, DAY))
    }

    assert found[10].handed_out == 50
    assert found[5].handed_out == 10


def test_another_programme_is_never_counted(programme, depot):
    carnet_given(DepotFactory(carnets=1))

    assert reached(programme, DAY).handed_out == 0
    assert held(programme, DAY) == []


def test_the_stock_is_what_came_in_less_what_went_out(programme, depot):
    carnet_given(depot)
    ledger.declare_lost(
        depot, first_carnet=5, last_carnet=5, on=DAY, reason="vol", by=SYSTEM.at(NOON)
    )

    assert indicators.in_stock(Spending(programme, DELIVERED - ONE)) == 0
    assert indicators.in_stock(Spending(programme, DAY - ONE)) == 50
    assert indicators.in_stock(Spending(programme, DAY)) == 30


def test_a_carnet_is_started_by_its_first_pass(programme, depot):
    first, second = carnet_given(depot), carnet_given(depot)
    spend(first, 2, on=DAY)
    spend(first, 1, on=DAY + ONE)
    spend(second, 1, on=DAY + ONE)

    assert Spending(programme, DAY).consumed.carnets() == 1
    assert Spending(programme, DAY + ONE).consumed.carnets() == 2


def test_people_and_passes_are_cut_by_public_and_by_the_territory_of_the_person(programme, depot):
    amiens = CommuneFactory(in_picardie=True)
    spend(carnet_given(depot), 3, on=DAY)
    spend(carnet_given(depot, commune=amiens), 1, on=DAY)

    found = held(programme, DAY)

    (group,) = indicators.people_groups(found, lambda one: one.category)
    assert (group.people, group.handed_out, group.spent) == (2, 20, 4)
    territories = indicators.people_groups(found, lambda one: one.departement)
    assert [(one.label, one.spent) for one in territories] == [("62", 3), ("80", 1)]
    assert {one.epci for one in found} == {"CU d’Arras", "Hors intercommunalité"}


def test_services_are_counted_over_days_both_included(programme, depot):
    place = PlaceFactory(programme=programme)
    carnet = carnet_given(depot)
    spend(carnet, 2, on=DAY, place=place)
    spend(carnet, 1, on=DAY + ONE, place=place)
    spend(carnet, 1, on=DAY + ONE, place=place, service=Service.SAFETY)
    spend(carnet, 1, on=DAY + 2 * ONE, place=place)

    found = indicators.services(Spending(programme, DAY + 2 * ONE).consumed, DAY, DAY + ONE)

    assert [(row["service"], row["sessions"], row["passes"], row["places"]) for row in found] == [
        (Service.PROCEDURES, 2, 3, 1),
        (Service.SAFETY, 1, 1, 1),
    ]


def test_months_give_what_was_handed_out_less_what_was_taken_back(programme, depot):
    spend(carnet_given(depot), 2, on=DAY)
    given = hand_out(depot, on=DAY)
    hand_outs.undo(given, on=dt.date(2023, 4, 2), reason="erreur", by=SYSTEM.at(NOON))

    months = indicators.handed_out_by_month(Spending(programme, dt.date(2023, 4, 30)))

    assert months == {dt.date(2023, 3, 1): 20, dt.date(2023, 4, 1): -10}
    assert indicators.spent_by_month(Spending(programme, DAY)) == {dt.date(2023, 3, 1): 2}


steps = st.lists(
    st.tuples(
        st.sampled_from(["hand out", "hand out", "spend", "spend", "undo", "lose"]),
        st.integers(0, 20),  # days to wait before
        st.integers(0, 4),  # on which of the carnets handed out, or for which public
        st.booleans(),  # from Amiens
    ),
    max_size=14,
)


class Walk:
    """Plays steps on a programme, days running forward, as the counters and places would."""

    def __init__(self):
        self.programme = ProgrammeFactory(with_calendar=True, territory=["62", "80"])
        self.depot = DepotFactory(programme=self.programme, carnets=6)
        LotFactory(programme=self.programme, depot=self.depot, carnets=3, size=5)
        LotFactory(programme=self.programme, carnets=2, state="delivered")
        version = version_of(self.programme)
        CategoryFactory(version=version, label="Plus de 60 ans")
        self.categories = list(version.categories.order_by("pk"))
        self.place = PlaceFactory(programme=self.programme)
        self.day, self.given, self.acted_on = DAY, [], set()

    def play(self, act, wait, which, far_away):
        self.day += dt.timedelta(days=wait)
        self.acted_on.add(self.day)
        if act == "hand out" and self.depot.carnets.filter(state="in_stock").exists():
            self.give(which, far_away)
        elif act == "lose" and (last := self.depot.carnets.order_by("-number").first()):
            self.lose(last.number)
        elif self.given:
            self.act_on(self.given[which % len(self.given)], act)

    def give(self, which, far_away):
        commune = CommuneFactory(in_picardie=True) if far_away else CommuneFactory()
        person = PersonFactory(
            programme=self.programme, registered_by=self.depot.organisation, commune=commune
        )
        given = hand_out(self.depot, person=person, on=self.day, carnets=1)
        self.given.append(given)

    def lose(self, number):
        ledger.declare_lost(
            self.depot,
            first_carnet=number,
            last_carnet=number,
            on=self.day,
            reason="vol",
            by=SYSTEM.at(entered(self.day)),
        )

    def act_on(self, given, act):
        carnet = given.carnets.select_related("lot__programme").first()
        if carnet is None:
            return
        if act == "undo" and not carnet.passes.filter(state="spent").exists():
            hand_outs.undo(given, on=self.day, reason="erreur", by=SYSTEM.at(entered(self.day)))
        elif act == "spend" and carnet.passes.filter(state="follows").exists():
            spend(carnet, 1, on=self.day, place=self.place)


def check_order(programme, day):
    lots = [one.counts for one in indicators.by_lot(Spending(programme, day))]
    for found in [*lots, indicators.pass_counts(Spending(programme, day))]:
        counts = (found.spent, found.handed_out, found.active, found.delivered, found.ordered)
        assert list(counts) == sorted(counts), (day, found)
        assert found.spent >= 0
    found = held(programme, day)
    for cut in ("category", "epci", "departement"):
        for one in indicators.people_groups(found, lambda row, cut=cut: getattr(row, cut)):
            assert 0 <= one.spent <= one.handed_out, (day, one)
    total = sum(one.handed_out for one in found)
    assert total == sum((one.handed_out for one in lots), 0)
    assert sum(one.spent for one in found) == sum(one.spent for one in lots)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=steps)
def test_at_every_date_each_step_of_the_counts_holds_the_next_one(db, acts):
    walk = Walk()
    for act in acts:
        walk.play(*act)

    # Nothing changes between two acts: the day before an act says what the days before it say.
    acted = {DAY, ORDERED, DELIVERED, ACTIVE, *walk.acted_on}
    for day in sorted(acted | {day - ONE for day in acted}):
        check_order(walk.programme, day)
    assert Counter(given.programme_id for given in walk.given).keys() <= {walk.programme.pk}
