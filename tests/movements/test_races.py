"""Two at once: one is done, the other refused. The control shows the race without the lock."""

import pytest
from django.db import IntegrityError

from distribution.models import Depot, StockLine
from movements import actions
from tests.distribution.test_races import (
    at_once,
    decisions,
    giving,
    meeting,
    refusals,
    without_locks,
)
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, shipment_of

pytestmark = pytest.mark.django_db(transaction=True)


def receiving(sent):
    return lambda: actions.receive(sent, ranges=[(1, 2)], on=TODAY, **JOURNAL)


def receipts():
    return StockLine.objects.filter(kind="receipt").count()


def test_two_people_count_a_shipment_at_once_and_one_count_is_kept():
    act = receiving(shipment_of())
    (refusal,) = refusals(at_once(act, act))
    assert refusal.code == "move_refused"
    assert receipts() == 1


def test_control_without_the_lock_both_count_and_the_database_refuses_one(monkeypatch):
    act = receiving(shipment_of())
    without_locks(monkeypatch)
    meeting(monkeypatch, actions, "check_move")
    (refusal,) = refusals(at_once(act, act))
    assert isinstance(refusal, IntegrityError)
    assert receipts() == 1


def test_a_carnet_is_handed_out_or_sent_never_both():
    depot = DepotFactory(carnets=1)
    other = DepotFactory(programme=depot.programme)
    (decision,) = decisions(depot, 1)

    def send():
        return shipment_of(depot, other, ranges=[(1, 1)])

    (refusal,) = refusals(at_once(giving(decision, depot), send))
    assert refusal.code == "not_in_depot"
    assert not Depot.objects.out_of_balance().exists()
