"""The triggers that keep redemptions, their amounts and the state of passes in agreement."""

import pytest

from mediation.models import RedeemedPass, Redemption
from tests.distribution.attempts import refused
from tests.factories.distribution import handed_out_carnet, typed_codes

pytestmark = pytest.mark.django_db


def redeem_as(redemption, one, value=10):
    RedeemedPass.objects.create(redemption=redemption, redeemed_pass=one, value=value)


def another(model=None, **changes):
    """A redemption like another, or like the one there is."""
    fields = Redemption.objects.values().get(**({"pk": model.pk} if model else {}))
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


def test_a_redemption_is_of_the_carnet_that_it_states_or_of_none(scene):
    second = handed_out_carnet(scene.depot)
    scene.redeem(scene.body(scene.codes[0]))
    scene.redeem(scene.body(scene.codes[1], typed_codes(second)[0]))
    first, both = Redemption.objects.order_by("pk")

    assert (first.carnet, both.carnet) == (scene.carnet, None)

    def misstate():
        one = scene.carnet.passes.latest("serial")
        redeem_as(another(first, carnet_id=second.pk), one)
        type(one).objects.filter(pk=one.pk).update(state="spent")

    refused("redemption_of_its_carnet", misstate)


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
