"""A carnet handed out while its person is erased: one of the two waits, and is refused."""

import threading

import pytest

from audit.actors import SYSTEM
from beneficiaries.enums import ErasedFor
from beneficiaries.models import Person
from distribution.actions import hand_outs
from distribution.models import HandOut
from programmes.models import Programme
from retention import actions
from tests.distribution.test_races import at_once, refusals, without_locks
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def acts(monkeypatch):
    """Both wait for each other once they have looked, before they write."""
    barrier = threading.Barrier(2)
    for module, name in ((hand_outs, "carnets_to_hand_out"), (actions, "dealings_of")):
        monkeypatch.setattr(module, name, met(getattr(module, name), barrier))
    depot = DepotFactory(carnets=1)
    decision = DecisionFactory(
        person=PersonFactory(programme=depot.programme), facts={"age": 28}, reasons=[]
    )
    by = SYSTEM.at(NOON)
    return [
        lambda: hand_outs.hand_out(decision, depot=depot, on=TODAY, **JOURNAL),
        lambda: actions.erase(decision.request.person, on=TODAY, reason=ErasedFor.OBJECTION, by=by),
    ]


def met(real, barrier):
    def looked(*args, **kwargs):
        found = real(*args, **kwargs)
        try:
            barrier.wait(timeout=2)
        except threading.BrokenBarrierError:
            barrier.reset()
        return found

    return looked


def is_wrong():
    return Person.objects.exclude(erased_on=None).exists() and HandOut.objects.exists()


def test_nobody_is_erased_with_a_carnet_in_hand(acts):
    (refusal,) = refusals(at_once(*acts))

    assert refusal.code in {"still_spendable", "person_erased"}
    assert not is_wrong()


def test_control_without_locks_somebody_erased_has_a_carnet(monkeypatch, acts):
    without_locks(monkeypatch, but=Programme)

    assert refusals(at_once(*acts)) == []
    assert is_wrong()
