"""Add a device that redeems by the API."""

import hashlib
import secrets

from audit import journal
from audit.actors import Author
from mediation.models import Device
from places.models import Structure


def add(structure: Structure, *, label: str, by: Author) -> tuple[Device, str]:
    """Add a device; its token is returned to be shown once, since only its digest is kept."""
    token = secrets.token_urlsafe(32)
    device = Device.objects.create(
        structure=structure, label=label, token_digest=digest(token), created_at=by.at
    )
    journal.record("device.added", device, by=by, structure=str(structure))
    return device, token


def digest(token: str) -> str:
    """The hash of a token, which is what we keep: a token is long and random, so no salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
