"""Add a device that redeems by the API, and revoke it."""

import datetime as dt
import hashlib
import secrets
from uuid import UUID, uuid4

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import NirFound, Refusal
from common.nir import NIR_SENTENCE, contains_nir
from common.saving import check_and_save, lock
from mediation.models import Device
from places.models import Structure

SEEN_EACH = dt.timedelta(minutes=1)


class DeviceKnown(Refusal):
    """The same form was sent twice: the token of the device was shown once."""


class DeviceRevoked(Refusal):
    """The device is revoked already."""


@transaction.atomic
def add(
    structure: Structure, *, label: str, by: Author, public_id: UUID | None = None
) -> tuple[Device, str]:
    """Add a device; its token is returned to be shown once, since only its digest is kept."""
    if contains_nir(label):
        raise NirFound(NIR_SENTENCE, field="label")
    if public_id and Device.objects.filter(public_id=public_id).exists():
        raise DeviceKnown(
            "Cet appareil est déjà ajouté, et son jeton ne s’affiche qu’une fois. "
            "S’il n’a pas été lu, révoquez l’appareil et ajoutez-le de nouveau."
        )
    token = secrets.token_urlsafe(32)
    device = Device(
        public_id=public_id or uuid4(),
        structure=structure,
        label=label,
        token_digest=digest(token),
        created_at=by.at,
        created_by=by.label,
        account_id=by.user_id,
    )
    check_and_save(device)
    journal.record("device.added", device, by=by, structure=str(structure))
    return device, token


@transaction.atomic
def revoke(device: Device, *, by: Author) -> Device:
    """Its token opens nothing any more, from this instant."""
    device = lock(device)
    if device.revoked_at is not None:
        raise DeviceRevoked("Cet appareil est déjà révoqué.")
    device.revoked_at = by.at
    device.save(update_fields=["revoked_at"])
    journal.record("device.revoked", device, by=by)
    return device


def note_seen(device: Device, *, real_now: dt.datetime) -> None:
    """Keep when its token was last used, to the minute: not each of its demands costs a write."""
    if device.seen_at is None or device.seen_at < real_now - SEEN_EACH:
        Device.objects.filter(pk=device.pk).update(seen_at=real_now)


def digest(token: str) -> str:
    """The hash of a token, which is what we keep: a token is long and random, so no salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
