"""Two agents of a counter remind somebody of one carnet at once: one letter is made."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import IntegrityError, connections

from circulation import actions
from circulation.models import UseReminder
from tests.factories.distribution import JOURNAL, TODAY


@pytest.fixture
def meeting(scene, monkeypatch):
    """What each of two sendings says: each is held once it found that the carnet may be told of,
    until the other did, for a second at most.
    """
    gate, check, carnet = threading.Barrier(2), actions._check, scene.carnet

    def held(*args):
        found = check(*args)
        with suppress(threading.BrokenBarrierError):
            gate.wait(timeout=1)
        return found

    def remind():
        owner = {"organisation": scene.depot.organisation, "on": TODAY, **JOURNAL}
        try:
            actions.remind(scene.programme, [carnet], **owner)
        except (actions.RemindedLately, IntegrityError) as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "made"

    def met():
        monkeypatch.setattr(actions, "_check", held)
        with ThreadPoolExecutor(2) as both:
            said = [one.result(timeout=20) for one in [both.submit(remind) for _ in range(2)]]
        return sorted(said), UseReminder.objects.count()

    return met


def test_the_second_sending_waits_for_the_first_and_is_refused(meeting):
    assert meeting() == (["RemindedLately", "made"], 1)


def test_the_control_judges_both_and_the_database_refuses_one(meeting, monkeypatch):
    monkeypatch.setattr(actions, "lock_all", list)

    assert meeting() == (["IntegrityError", "made"], 1)
