"""Nobody spends the passes of a carnet that they handed out: by account, and by the device that
they added.
"""

import pytest

from accounts.enums import Role
from mediation.actions import devices
from mediation.models import Redemption
from tests.distribution.attempts import refused as database_refuses
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.distribution import handed_out_carnet
from tests.mediation.test_actions import refused
from tests.mediation.test_triggers import another, redeem_as
from tests.mediation.test_views import URL, form
from tests.reading import words


@pytest.fixture
def giver(scene):
    """Who redeems at the place, and handed this carnet out."""
    scene.carnet = handed_out_carnet(scene.depot, by=scene.mediator.as_actor(), carnets=1)
    return scene.mediator


def device_of(user, scene):
    structure = scene.place.structure
    device, device.token = devices.add(structure, label="Poste", by=user.as_actor().at(NOON))
    return device


def colleague_of(user):
    return UserFactory(role=Role.MEDIATOR, organisation=user.acting.organisation)


def test_one_does_not_redeem_what_one_handed_out(client, scene, giver):
    page = sign_in(client, giver).post(URL, form(scene))

    assert "remis par la même personne. Rien n’a été encaissé." in words(page)
    assert not Redemption.objects.exists()
    sign_in(client, colleague_of(giver)).post(URL, form(scene))
    assert Redemption.objects.get().account != giver


def test_nor_by_the_device_that_one_added(scene, giver):
    own = device_of(giver, scene)

    (told,) = scene.check(scene.codes[0], device=own).json()["passes"]
    assert (told["redeemable"], told["code"]) == (False, "own_hand_out")
    assert refused(scene.redeem(device=own)) == "own_hand_out"
    colleague = colleague_of(giver)
    assert scene.redeem(device=device_of(colleague, scene)).status_code == 201
    assert Redemption.objects.get().account == colleague


def test_what_was_refused_before_keeps_its_reason(scene, giver):
    assert scene.redeem().status_code == 201

    assert refused(scene.redeem(device=device_of(giver, scene))) == "already_redeemed"


def test_the_database_refuses_it_too(scene, giver):
    assert scene.redeem().status_code == 201
    late = scene.carnet.passes.get(serial=2)

    def spend(account):
        redeem_as(another(account_id=account.pk), late)
        type(late).objects.filter(pk=late.pk).update(state="spent")

    database_refuses("redeemed_pass_allowed", spend, giver)
    spend(colleague_of(giver))
