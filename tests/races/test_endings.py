"""What is left of an order is struck off while one of its passes is being redeemed."""

import datetime as dt

import pytest

from distribution.models import Pass
from expiry.actions import statements
from expiry.models import StatementLine
from tests.factories.distribution import TODAY, DepotFactory, handed_out_carnet
from tests.factories.expiry import establish, order_of
from tests.factories.mediation import Scene
from tests.races.test_blocks import meet

DAY = dt.timedelta(days=1)


@pytest.fixture
def scene(transactional_db, clock):
    """The last day of an order without tolerance: its passes are still received, and one that is
    being redeemed at midnight ends on the next day.
    """
    scene = Scene()
    scene.programme.tolerance_days = 0
    scene.programme.save()
    scene.depot = DepotFactory(programme=scene.programme)
    order_of(scene.depot, carnets=1, ends_on=TODAY)
    scene.carnet = handed_out_carnet(scene.depot)
    return scene


def stated(scene):
    """How many passes are spent, and how many are stated as not spent."""
    spent = Pass.objects.filter(carnet=scene.carnet, state="spent").count()
    return spent, sum(StatementLine.objects.values_list("passes", flat=True))


def strike_off(scene):
    return lambda: establish(scene.carnet.lot.order, TODAY + DAY)


def test_it_waits_for_the_redemption_that_is_under_way(scene, monkeypatch):
    answer, was_first = meet(scene, monkeypatch, strike_off(scene))

    assert (answer.status_code, was_first, stated(scene)) == (201, False, (1, 9))


def test_the_control_states_before_and_the_database_refuses_the_pass(scene, monkeypatch):
    monkeypatch.setattr(statements, "_lock_passes", lambda order: None)

    answer, was_first = meet(scene, monkeypatch, strike_off(scene))

    assert was_first
    assert (answer.status_code, answer.json()["code"]) == (409, "expired")
    assert stated(scene) == (0, 10)
