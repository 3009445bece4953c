"""The devices of a structure: added by who redeems there, seen, revoked."""

import base64
import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from audit.models import Event
from common.errors import NirFound
from mediation.actions import devices
from mediation.models import Device
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.mediation import DeviceFactory
from tests.factories.places import PlaceFactory
from tests.reading import as_csv, words

DEVICES, ADD = reverse("mediation:devices"), reverse("mediation:add-device")


@pytest.fixture
def mediator(client, scene):
    return sign_in(client, scene.mediator)


@pytest.fixture
def administrator(client, scene):
    authority = scene.programme.authority
    return sign_in(client, UserFactory(role=Role.ADMINISTRATOR, organisation=authority))


def typed(page, label="Téléphone de l’accueil"):
    form = page.context["form"]
    return {"public_id": str(form["public_id"].value()), "label": label}


def revoke(device):
    return reverse("mediation:revoke-device", args=[device.public_id])


def test_a_mediator_adds_a_device_and_reads_its_token_once(mediator, scene):
    sent = typed(mediator.get(ADD))
    shown = mediator.post(ADD, sent)

    device = Device.objects.get(label="Téléphone de l’accueil")
    (token,) = re.findall(r"le jeton <b[^>]*>([\w-]{43})</b>", shown.text)
    assert device.structure == scene.place.structure
    assert token not in f"{device.__dict__} {Event.objects.get(verb='device.added').__dict__}"
    drawn = re.search(r"data:image/png;base64,([\w+/=]+)", shown.text)[1]
    assert base64.b64decode(drawn).startswith(b"\x89PNG")
    assert shown["Cache-Control"].startswith("max-age=0")
    device.token = token
    assert scene.redeem(device=device).status_code == 201
    assert token not in mediator.get(DEVICES).text

    again = mediator.post(ADD, sent)
    assert "son jeton ne s’affiche qu’une fois" in again.text
    assert token not in again.text
    assert Device.objects.filter(structure=scene.place.structure).count() == 1


@pytest.mark.parametrize(
    ("label", "said"),
    [("", "Indiquez le nom de l’appareil"), ("1 85 05 78 006 084", "la loi interdit")],
)
def test_what_names_no_device_is_told_at_its_field(mediator, label, said):
    shown = mediator.post(ADD, typed(mediator.get(ADD), label))

    assert said in shown.text
    assert not Device.objects.exists()


def test_a_device_that_is_revoked_opens_nothing(mediator, scene):
    device = DeviceFactory(structure=scene.place.structure)
    assert "Son jeton n’ouvre plus rien" in mediator.get(revoke(device)).text

    assert mediator.post(revoke(device)).url == DEVICES

    assert scene.redeem(device=device).status_code == 401
    shown = words(mediator.get(DEVICES))
    assert "0 appareil en service" in shown
    assert "révoqué le 15 mai 2023" in shown
    assert "révoqué depuis le 15 mai 2023" in words(mediator.get(revoke(device)))
    assert Event.objects.filter(verb="device.revoked").count() == 1


def test_no_door_names_a_device_by_the_number_of_a_person(scene):
    with pytest.raises(NirFound):
        devices.add(scene.place.structure, label="1 85 05 78 006 084", by=SYSTEM.at(NOON))


def test_a_device_is_revoked_once(scene):
    device = DeviceFactory(structure=scene.place.structure)
    devices.revoke(device, by=SYSTEM.at(NOON))

    with pytest.raises(devices.DeviceRevoked):
        devices.revoke(device, by=SYSTEM.at(NOON))


def test_a_mediator_sees_the_devices_of_their_structure_alone(mediator):
    other = DeviceFactory(label="D’ailleurs")

    assert other.label not in mediator.get(DEVICES).text
    assert mediator.get(revoke(other)).status_code == 404


def test_an_administrator_sees_those_of_every_structure_and_when_each_was_used(
    administrator, scene
):
    used = DeviceFactory(structure=scene.place.structure, label="Accueil")
    DeviceFactory(structure=PlaceFactory(programme=scene.programme).structure, label="Réserve")
    DeviceFactory(label="D’ailleurs")
    scene.check(scene.codes[0], device=used)  # it only asks

    shown = administrator.get(DEVICES)
    file = as_csv(administrator.get(DEVICES, {"etat": "en-service", "fichier": "csv"}))

    assert "2 appareils" in words(shown)
    assert "jamais" in words(shown)
    assert [row[0] for row in file[1:]] == ["Accueil", "Réserve"]
    assert file[1][5]
    assert ADD not in shown.text
    assert administrator.get(ADD).status_code == 403
    assert "Aucun appareil pour ces filtres" in words(administrator.get(DEVICES, {"q": "zzz"}))


def test_when_a_device_was_seen_is_kept_to_the_minute(scene, django_assert_num_queries):
    device, now = DeviceFactory(structure=scene.place.structure), dt.datetime.now(dt.UTC)
    devices.note_seen(device, real_now=now)
    device.refresh_from_db()
    with django_assert_num_queries(0):
        devices.note_seen(device, real_now=now + dt.timedelta(seconds=60))
    devices.note_seen(device, real_now=now + dt.timedelta(seconds=61))

    device.refresh_from_db()
    assert device.seen_at == now + dt.timedelta(seconds=61)


def test_a_member_without_a_structure_adds_nothing(client, scene):
    member = UserFactory(role=Role.MEDIATOR)
    sign_in(client, member)

    assert client.post(ADD, typed(client.get(ADD))).status_code == 404
