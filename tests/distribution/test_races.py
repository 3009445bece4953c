"""Two at once: one is done, the other refused. The control shows the race without the lock."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from common.errors import Refusal
from distribution.actions import hand_outs, orders
from distribution.actions.orders import LotSpec
from distribution.models import Depot, HandOut, Lot, StockLine
from programmes.models import Programme
from tests.distribution.attempts import move
from tests.factories.accounts import OrganisationFactory
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import JOURNAL, ORDERED, TODAY, VALID, DepotFactory, LotFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run each in its own connection; what each gave, or the refusal."""

    def run(act):
        try:
            return act()
        except (Refusal, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def meeting(monkeypatch, target, name):
    """All wait for each other after reading, before writing: the widest window of a race."""
    barrier, real = threading.Barrier(2), getattr(target, name)

    def met(*args, **kwargs):
        found = real(*args, **kwargs)
        try:
            barrier.wait(timeout=2)
        except threading.BrokenBarrierError:
            barrier.reset()
        return found

    monkeypatch.setattr(target, name, met)


def without_locks(monkeypatch, *, but=None):
    """The same queries without their lock, except on the rows of one model."""
    real = QuerySet.select_for_update

    def unlocked(self, **kwargs):
        return real(self, **kwargs) if self.model is but else self

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)


@pytest.fixture
def source_unchecked():
    """The trigger that asks the source for the range is off, in this test's database only."""
    turn = "ALTER TABLE distribution_stockline {} TRIGGER stock_line_source_holds_range"
    with connection.cursor() as cursor:
        cursor.execute(turn.format("DISABLE"))
        yield
        cursor.execute(turn.format("ENABLE"))


def decisions(depot, count=2):
    people = [PersonFactory(programme=depot.programme) for _ in range(count)]
    return [DecisionFactory(person=person) for person in people]


def giving(decision, depot, **choice):
    return lambda: hand_outs.hand_out(decision, depot=depot, on=TODAY, **choice, **JOURNAL)


def refusals(results):
    return [result for result in results if isinstance(result, Exception)]


def test_two_hand_outs_of_the_same_carnet_give_it_once():
    depot = DepotFactory(carnets=2)
    acts = [giving(decision, depot, first_carnet=1) for decision in decisions(depot)]
    results = at_once(*acts)
    (refusal,) = refusals(results)
    assert refusal.code == "not_in_depot"
    assert HandOut.objects.get().numbers == [1]


def test_two_presses_of_the_button_give_once_and_say_so():
    depot = DepotFactory(carnets=3, size=5)
    (decision,) = decisions(depot, 1)
    act = giving(decision, depot, first_carnet=1, carnets=1)
    (refusal,) = refusals(at_once(act, act))
    assert refusal.code == "already_handed_out"
    assert HandOut.objects.count() == 1


def test_two_people_at_two_desks_of_a_depot_receive_two_carnets():
    depot = DepotFactory(carnets=4)
    results = at_once(*[giving(decision, depot) for decision in decisions(depot, 4)])
    assert refusals(results) == []
    assert sorted(given.receipt_number for given in results) == [1, 2, 3, 4]
    assert sorted(n for given in results for n in given.numbers) == [1, 2, 3, 4]


def test_control_without_lock_and_trigger_a_carnet_is_given_twice(monkeypatch, source_unchecked):
    depot = DepotFactory(carnets=2)
    acts = [giving(decision, depot, first_carnet=1) for decision in decisions(depot)]
    without_locks(monkeypatch, but=Programme)  # receipts do not race here
    meeting(monkeypatch, hand_outs, "carnets_to_hand_out")
    assert refusals(at_once(*acts)) == []
    assert StockLine.objects.filter(kind="hand_out", first_carnet=1).count() == 2
    assert sorted(given.carnets.count() for given in HandOut.objects.all()) == [0, 1]


def test_without_the_locks_the_database_still_gives_a_carnet_once(monkeypatch):
    depot = DepotFactory(carnets=2)
    acts = [giving(decision, depot, first_carnet=1) for decision in decisions(depot)]
    without_locks(monkeypatch, but=Programme)  # receipts do not race here
    meeting(monkeypatch, hand_outs, "carnets_to_hand_out")
    (refusal,) = refusals(at_once(*acts))
    assert isinstance(refusal, IntegrityError | Refusal)
    assert HandOut.objects.count() == 1
    assert not Depot.objects.out_of_balance().exists()


def test_two_transfers_of_the_same_range_move_it_once():
    depot = DepotFactory(carnets=3)
    first, second = (DepotFactory(programme=depot.programme) for _ in range(2))
    acts = [lambda to=to: move(depot, to, 1, 2) for to in (first, second)]
    (refusal,) = refusals(at_once(*acts))
    assert refusal.code == "not_in_depot"
    assert first.carnets.count() + second.carnets.count() == 2
    assert not Depot.objects.out_of_balance().exists()


def test_two_lots_created_at_once_follow_each_other():
    depot = DepotFactory(carnets=3)

    def order(number):
        return lambda: orders.create(
            depot.programme,
            number=number,
            supplier=OrganisationFactory(),
            ordered_on=ORDERED,
            lots=[LotSpec("lot", 4, 10)],
            **VALID,
            **JOURNAL,
        )

    assert refusals(at_once(*[order(f"R-{n}") for n in range(4)])) == []
    ranges = Lot.objects.order_by("first_carnet").values_list("first_carnet", "last_carnet")
    assert list(ranges) == [(1, 3), (4, 7), (8, 11), (12, 15), (16, 19)]


def test_control_without_the_lock_two_lots_race_for_the_same_numbers(monkeypatch):
    depot = DepotFactory()
    LotFactory.order(depot.programme, 1, 10, supplier=depot.organisation)

    def order(number):
        return lambda: orders.create(
            depot.programme,
            number=number,
            supplier=depot.organisation,
            ordered_on=ORDERED,
            lots=[LotSpec("lot", 1, 10)],
            **VALID,
            **JOURNAL,
        )

    without_locks(monkeypatch)
    meeting(monkeypatch, orders, "check")
    (refusal,) = refusals(at_once(order("A"), order("B")))
    assert isinstance(refusal, IntegrityError)
    assert Lot.objects.count() == 2
