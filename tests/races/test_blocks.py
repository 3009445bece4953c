"""A carnet is blocked while one of its passes is being redeemed: one waits for the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from distribution.models import Pass
from incidents import actions
from incidents.enums import Cause
from mediation.actions import redemptions
from tests.factories.distribution import JOURNAL, TODAY

WHY = {"cause": Cause.LOST, "note": "Perdu.", "on": TODAY, **JOURNAL}


@pytest.fixture
def meeting(scene, monkeypatch):
    """A redemption that has judged its pass stops before it spends it, and the carnet is blocked
    meanwhile: the answer of the redemption, and whether the block was there before it went on.
    """
    judged, goes_on = threading.Event(), threading.Event()
    spend = redemptions._spend

    def paused(*args, **kwargs):
        judged.set()
        goes_on.wait(timeout=20)
        return spend(*args, **kwargs)

    monkeypatch.setattr(redemptions, "_spend", paused)

    def run(act):
        try:
            return act()
        finally:
            connections.close_all()

    def met():
        body, device = scene.body(), scene.device
        with ThreadPoolExecutor(2) as both:
            redeemed = both.submit(run, lambda: scene.redeem(body, device=device))
            assert judged.wait(timeout=20)
            blocked = both.submit(run, lambda: actions.block(scene.carnet, **WHY))
            was_first = wait_for(blocked)
            goes_on.set()
            blocked.result(timeout=20)
            return redeemed.result(timeout=20), was_first

    return met


def wait_for(future):
    """Whether it ended within a second."""
    try:
        future.result(timeout=1)
    except TimeoutError:
        return False
    return True


def spent(scene):
    return Pass.objects.filter(carnet=scene.carnet, state="spent").count()


def test_a_block_waits_for_the_redemption_that_is_under_way(scene, meeting):
    answer, was_first = meeting()

    assert (answer.status_code, was_first, spent(scene)) == (201, False, 1)


def test_the_control_blocks_before_and_the_database_refuses_the_pass(scene, meeting, monkeypatch):
    monkeypatch.setattr(actions, "lock_all", list)

    answer, was_first = meeting()

    assert was_first
    assert (answer.status_code, answer.json()["code"], spent(scene)) == (409, "blocked", 0)
