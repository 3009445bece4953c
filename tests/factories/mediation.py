"""A place that redeems, with its device, its mediator and passes in people's hands."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property

import factory
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from audit.actors import SYSTEM
from distribution.codes import parse_typed, typed_code
from distribution.models import Depot
from mediation.actions import devices
from mediation.models import Device
from places.models import Place
from programmes.models import Programme
from tests.factories.accounts import NOON, UserFactory
from tests.factories.distribution import DepotFactory, handed_out_carnet, typed_codes
from tests.factories.places import PlaceFactory, StructureFactory
from tests.factories.programmes import ProgrammeFactory

SERVICE = "Utilisation sécurisée du numérique"


class DeviceFactory(factory.django.DjangoModelFactory):
    """A device and its token, as `device.token`."""

    class Meta:
        model = Device

    structure = factory.SubFactory(StructureFactory)
    label = factory.Sequence(lambda n: f"Téléphone {n}")

    @classmethod
    def _create(cls, model_class, structure, label):
        device, token = devices.add(structure, label=label, by=SYSTEM.at(NOON))
        device.token = token
        return device


def session(**given):
    """Half an hour before the tests' clock, on 15 May 2023."""
    return {
        "held_at": "2023-05-15T08:30:00+02:00",
        "service": SERVICE,
        "mode": "individuel",
        "minutes": 60,
        **given,
    }


@dataclass
class Scene:
    """One programme, one qualified place, its device, and a depot that hands carnets out.

    The clock of the tests that use it is Monday 15 May 2023, 9:00.
    """

    programme: Programme = field(
        default_factory=lambda: ProgrammeFactory(with_calendar=True, hotline="0300000000")
    )

    @cached_property
    def place(self) -> Place:
        return PlaceFactory(programme=self.programme)

    @cached_property
    def device(self):
        return DeviceFactory(structure=self.place.structure)

    @cached_property
    def depot(self) -> Depot:
        return DepotFactory(programme=self.programme, carnets=3)

    @cached_property
    def carnet(self):
        """A carnet of ten passes, handed out this morning."""
        return handed_out_carnet(self.depot, carnets=1)

    @cached_property
    def codes(self) -> list[str]:
        return typed_codes(self.carnet)

    @cached_property
    def mediator(self) -> User:
        return UserFactory(role=Role.MEDIATOR, organisation=self.place.structure.organisation)

    def body(self, *codes: str, **given):
        return {
            "place": str(self.place.public_id),
            "codes": list(codes or self.codes[:1]),
            "session": session(**given),
        }

    def redeem(self, body=None, *, key=None, device=None, client=None, **headers):
        """Call the API as the device."""
        return post(
            client or Client(),
            "/api/v1/redemptions/",
            self.body() if body is None else body,
            device or self.device,
            HTTP_IDEMPOTENCY_KEY=str(key or uuid.uuid4()),
            **headers,
        )

    def check(self, *codes: str, place=None, device=None):
        body = {"place": str((place or self.place).public_id), "codes": list(codes)}
        return post(Client(), "/api/v1/redemptions/check/", body, device or self.device)


def post(client: Client, address: str, body, device=None, **headers):
    """A call in JSON, with the token of a device unless there is none."""
    if device is not None:
        headers.setdefault("HTTP_AUTHORIZATION", f"Bearer {device.token}")
    return client.post(address, body, content_type="application/json", **headers)


def wrong_secret(code: str) -> str:
    """The same number with another secret, its check characters right."""
    typed = parse_typed(code)
    return typed_code(typed.letter, typed.serial, bytes(byte ^ 1 for byte in typed.secret))


def mistyped(code: str) -> str:
    """The same code with a wrong last character."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")
