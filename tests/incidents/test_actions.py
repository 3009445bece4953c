"""A carnet that was handed out is blocked, then found."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from common.errors import NirFound, ReasonMissing
from common.past_days import DayInFuture
from distribution.actions import hand_outs
from distribution.actions.ledger import CarnetBlocked
from distribution.enums import CarnetState
from distribution.models import Carnet
from incidents import actions
from incidents.enums import Cause
from incidents.models import Block
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, hand_out
from tests.factories.incidents import block_of
from tests.factories.mediation import Scene

pytestmark = pytest.mark.django_db
WHY = {"cause": Cause.STOLEN, "note": "Volé au marché.", "on": TODAY, **JOURNAL}


@pytest.fixture
def scene(clock):
    return Scene()


def blocked(scene, **changed):
    return actions.block(scene.carnet, **WHY | changed)


def test_none_of_its_passes_is_spent_until_it_is_found(scene):
    assert scene.redeem().status_code == 201
    made = blocked(scene)

    refused = scene.redeem(scene.body(scene.codes[1]))
    assert (refused.status_code, refused.json()["code"]) == (409, "blocked")

    actions.lift(made, reason="Retrouvé.", on=TODAY, **JOURNAL)
    assert scene.redeem(scene.body(scene.codes[1])).status_code == 201


def test_it_is_blocked_once_and_lifted_once(scene):
    made = blocked(scene)
    with pytest.raises(actions.AlreadyBlocked):
        blocked(scene)
    actions.lift(made, reason="Retrouvé.", on=TODAY, **JOURNAL)
    with pytest.raises(actions.AlreadyLifted):
        actions.lift(made, reason="Retrouvé.", on=TODAY, **JOURNAL)
    assert blocked(scene).pk != made.pk


def test_a_carnet_in_stock_is_lost_by_the_ledger():
    carnet = DepotFactory(carnets=1).carnets.get()
    with pytest.raises(actions.NotHandedOut):
        actions.block(carnet, **WHY)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"note": " "}, ReasonMissing),
        ({"on": TODAY + dt.timedelta(days=1)}, DayInFuture),
    ],
)
def test_what_is_wrong_blocks_nothing(scene, changed, refusal):
    with pytest.raises(refusal):
        blocked(scene, **changed)
    assert not Block.objects.exists()
    assert Carnet.objects.get(pk=scene.carnet.pk).state == CarnetState.HANDED_OUT


def test_no_text_keeps_a_nir(scene):
    nir = "chez 1 94 06 62 041 123"
    with pytest.raises(NirFound):
        blocked(scene, note=f"Perdu par {nir}")
    made = blocked(scene)
    with pytest.raises(NirFound):
        actions.lift(made, reason=nir, on=TODAY, **JOURNAL)


def test_a_reason_is_given_to_lift():
    made = block_of()
    with pytest.raises(ReasonMissing):
        actions.lift(made, reason="", on=TODAY, **JOURNAL)


def test_a_blocked_carnet_does_not_go_back_to_stock():
    made = block_of()
    given = made.carnet.hand_out
    with pytest.raises(CarnetBlocked, match="débloquez-le"):
        hand_outs.undo(given, on=TODAY, reason="Erreur", **JOURNAL)
    actions.lift(made, reason="Retrouvé.", on=TODAY, **JOURNAL)
    hand_outs.undo(given, on=TODAY, reason="Erreur", **JOURNAL)


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_the_state_of_the_carnet_and_the_block_together():
    carnet = hand_out(DepotFactory(carnets=1)).carnets.get()
    refused = pytest.raises(IntegrityError, match="blocked without a block")
    with refused, transaction.atomic():
        Carnet.objects.filter(pk=carnet.pk).update(state=CarnetState.BLOCKED)
    made = actions.block(carnet, **WHY)
    refused = pytest.raises(IntegrityError, match="or not blocked with one")
    with refused, transaction.atomic():
        Carnet.objects.filter(pk=carnet.pk).update(state=CarnetState.HANDED_OUT)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        made.delete()


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("block_says_why", {"note": ""}),
        ("block_lifted_whole", {"lifted_on": TODAY}),
        ("block_lifted_whole", {"lift_reason": "Retrouvé."}),
    ],
)
def test_the_database_refuses_a_block_that_does_not_say_all(constraint, wrong):
    made = block_of()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Block.objects.filter(pk=made.pk).update(**wrong)


def test_the_database_refuses_two_open_blocks_of_a_carnet():
    made = block_of()
    made.pk, made.public_id = None, made.carnet.hand_out.public_id
    with pytest.raises(IntegrityError, match="block_one_open_a_carnet"), transaction.atomic():
        made.save(force_insert=True)
    assert connection.is_usable()
