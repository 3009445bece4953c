"""A carnet is blocked while one of its passes is being redeemed: one waits for the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from distribution.models import Pass
from incidents import actions
from incidents.enums import Cause
from mediation.actions import redemptions
from tests.factories.distribution import JOURNAL, TODAY

WHY = {"cause": Cause.LOST, "note": "Perdu.", "on": TODAY, **JOURNAL}


def meet(scene, monkeypatch, act):
    """A redemption that has judged its pass stops before it spends it, and `act` is done meanwhile:
    the answer of the redemption, and whether the act was done before it went on.
    """
    judged, goes_on = threading.Event(), threading.Event()
    spend = redemptions._spend

    def paused(*args, **kwargs):
        judged.set()
        goes_on.wait(timeout=20)
        return spend(*args, **kwargs)

    monkeypatch.setattr(redemptions, "_spend", paused)

    def run(work):
        try:
            return work()
        finally:
            connections.close_all()

    body, device = scene.body(), scene.device
    with ThreadPoolExecutor(2) as both:
        redeemed = both.submit(run, lambda: scene.redeem(body, device=device))
        assert judged.wait(timeout=20)
        acted = both.submit(run, act)
        was_first = wait_for(acted)
        goes_on.set()
        acted.result(timeout=20)
        return redeemed.result(timeout=20), was_first


def wait_for(future):
    """Whether it ended within a second."""
    try:
        future.result(timeout=1)
    except TimeoutError:
        return False
    return True


def spent(scene):
    return Pass.objects.filter(carnet=scene.carnet, state="spent").count()


def block(scene):
    return lambda: actions.block(scene.carnet, **WHY)


def test_a_block_waits_for_the_redemption_that_is_under_way(scene, monkeypatch):
    answer, was_first = meet(scene, monkeypatch, block(scene))

    assert (answer.status_code, was_first, spent(scene)) == (201, False, 1)


def test_the_control_blocks_before_and_the_database_refuses_the_pass(scene, monkeypatch):
    monkeypatch.setattr(actions, "lock_all", list)

    answer, was_first = meet(scene, monkeypatch, block(scene))

    assert was_first
    assert (answer.status_code, answer.json()["code"], spent(scene)) == (409, "blocked", 0)
