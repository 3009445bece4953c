"""A device signs in with its token: `Authorization: Bearer <token>`."""

from dataclasses import dataclass
from typing import Any, cast

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from audit.actors import Actor, ActorKind
from common import clock
from mediation.actions import devices
from mediation.actions.idempotency_keys import Presenter
from mediation.enums import OwnerKind
from mediation.models import Device

UNKNOWN = "Ce jeton n’est pas reconnu. Vérifiez-le ou demandez-en un autre au département."


@dataclass(frozen=True, slots=True)
class Caller:
    """The device that calls; the REST framework holds it as the user of the request."""

    device: Device
    is_authenticated: bool = True

    def as_actor(self, address: str) -> Actor:
        device = self.device
        of = str(device.structure.organisation)
        return Actor(ActorKind.DEVICE, device.pk, device.label, address, organisation=of)

    def as_presenter(self) -> Presenter:
        device = self.device
        organisation = device.structure.organisation_id
        return Presenter(OwnerKind.DEVICE, device.pk, organisation, device.account_id)


def caller_of(request: Request) -> Caller:
    """The device that calls; a call without one never reaches a view."""
    return cast("Caller", request.user)


class DeviceAuthentication(BaseAuthentication):
    """Find the device of a token; refuse an unknown or revoked one."""

    def authenticate(self, request: Request) -> tuple[Caller, str] | None:
        scheme, _, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if not scheme:
            return None
        if scheme.lower() != "bearer":
            raise AuthenticationFailed(UNKNOWN)
        in_use = Device.objects.in_use().select_related("structure__organisation")
        device = in_use.filter(token_digest=devices.digest(token.strip())).first()
        if device is None:
            raise AuthenticationFailed(UNKNOWN)
        devices.note_seen(device, real_now=clock.real_now())
        return Caller(device), "bearer"

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class DeviceScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI description shows this authentication."""

    target_class = DeviceAuthentication
    name = "device"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Jeton de l’appareil."}
