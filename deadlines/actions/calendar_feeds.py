"""Calendar feeds: the secret address of a user's occurrences is made, found and revoked."""

import hashlib
import secrets

from django.db import models, transaction

from accounts.enums import GRANTS, MembershipState, Permission, Role
from accounts.models import User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import lock
from deadlines.models import CalendarFeed
from programmes.models import Programme

READERS = [role for role in Role if Permission.CONVENTION_READ in GRANTS[role]]


class FeedOpen(Refusal):
    """The user already has an address for this programme."""


class FeedRevoked(Refusal):
    """The address was already revoked."""


@transaction.atomic
def open_feed(user: User, programme: Programme, *, by: Author) -> tuple[CalendarFeed, str]:
    """Make an address, with its secret: only its fingerprint is kept, it is never given again."""
    lock(user, no_key=True)
    if programme.calendar_feeds.filter(user=user, revoked_at__isnull=True).exists():
        raise FeedOpen("Votre agenda a déjà une adresse. Révoquez-la pour en créer une autre.")
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        user=user, programme=programme, fingerprint=fingerprint(secret), created_at=by.at
    )
    journal.record("feed.opened", feed, by=by)
    return feed, secret


@transaction.atomic
def revoke(feed: CalendarFeed, *, by: Author) -> CalendarFeed:
    """Revoke an address for ever: it answers no calendar any more."""
    feed = lock(feed)
    if feed.revoked_at is not None:
        raise FeedRevoked("Cette adresse est déjà révoquée.")
    feed.revoked_at = by.at
    feed.save(update_fields=["revoked_at"])
    journal.record("feed.revoked", feed, by=by)
    return feed


def feed_at(secret: str) -> CalendarFeed | None:
    """The feed of a secret, unless it is revoked or its user may not read conventions any more.

    The fingerprint is looked up, not the secret, so that the time of the answer says nothing of it.
    """
    feeds = CalendarFeed.objects.filter(
        fingerprint=fingerprint(secret),
        revoked_at__isnull=True,
        user__is_active=True,
        user__memberships__state=MembershipState.IN_USE,
        user__memberships__role__in=READERS,
        user__memberships__organisation=models.F("programme__authority"),
    )
    return feeds.select_related("programme", "user").order_by("pk").first()


def fingerprint(secret: str) -> str:
    """The SHA-256 of a secret: as it has 256 random bits, no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
