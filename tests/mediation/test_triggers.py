"""The triggers that keep redemptions, their amounts and the state of passes in agreement."""

import pytest

from mediation.models import RedeemedPass, Redemption
from tests.distribution.attempts import refused

pytestmark = pytest.mark.django_db


def redeem_as(redemption, one, value=10):
    RedeemedPass.objects.create(redemption=redemption, redeemed_pass=one, value=value)


def another(**changes):
    """A redemption like the one there is."""
    fields = Redemption.objects.values().get()
    told = {name: fields[name] for name in fields.keys() - {"id", "public_id"}}
    return Redemption.objects.create(**told | {"receipt": "E-2"} | changes)


def test_a_redemption_never_grows(scene):
    scene.redeem()
    late = scene.carnet.passes.get(serial=2)

    refused("redeemed_pass_within_redemption", redeem_as, Redemption.objects.get(), late)


def test_a_pass_is_redeemed_at_its_value(scene):
    scene.redeem()

    def overpay():
        redeem_as(another(amount=9999), scene.carnet.passes.get(serial=2), 9999)

    refused("redeemed_pass_within_redemption", overpay)


def test_a_redeemed_pass_is_spent(scene):
    scene.redeem()

    def forget():
        redeem_as(another(), scene.carnet.passes.get(serial=2))

    refused("redeemed_pass_is_spent", forget)


@pytest.mark.parametrize("state", ["follows", "blocked"])
def test_a_spent_pass_stays_spent(scene, state):
    scene.redeem()

    refused("pass_spent_by_redemption", scene.carnet.passes.filter(serial=1).update, state=state)


@pytest.mark.parametrize("state", ["spent", "paid"])
def test_a_pass_is_spent_by_a_redemption_only(scene, state):
    refused("pass_spent_by_redemption", scene.carnet.passes.filter(serial=1).update, state=state)


def test_a_spent_pass_may_be_paid(scene):
    scene.redeem()

    assert scene.carnet.passes.filter(serial=1).update(state="paid") == 1
