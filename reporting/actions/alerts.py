"""Keep what is unusual for another person to look at, and tell the administrators of it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from accounts.actions import letters
from accounts.enums import Notice
from accounts.models import Organisation
from accounts.readings import administrators_of
from audit import journal
from audit.actors import Author
from common.errors import ReasonMissing, Refusal
from common.formats import moment
from common.saving import lock
from reporting.models import Alert
from reporting.readings.alerts import Unusual


class AlreadySeen(Refusal):
    """Somebody looked at it already."""


@transaction.atomic
def keep(found: Iterable[Unusual], *, at: dt.datetime, real_now: dt.datetime) -> None:
    """One alert a day for each; of those that are new, their administrators get one letter."""
    told: set[int] = set()
    for one in found:
        alert, is_new = Alert.objects.get_or_create(
            programme_id=one.programme_id,
            kind=one.kind,
            on=one.on,
            key=one.key,
            defaults={"about": one.about, "figure": one.figure, "raised_at": at},
        )
        if is_new:
            told.add(one.programme_id)
        elif alert.figure < one.figure:
            most = Greatest(F("figure"), one.figure)
            Alert.objects.filter(pk=alert.pk).update(figure=most)
    for user in administrators_of(Organisation.objects.filter(programmes__in=told)):
        letters.ask(email=user.email, about=Notice.TO_WATCH, real_now=real_now)


@transaction.atomic
def see(alert: Alert, *, reason: str, by: Author) -> Alert:
    """Say what was looked at: the alert is kept, and waits no more."""
    alert = lock(alert, "seen_by")
    if alert.seen_at is not None:
        raise AlreadySeen(f"Déjà vu par {alert.seen_by}, le {moment(alert.seen_at)}.")
    if not reason.strip():
        raise ReasonMissing("Indiquez ce que vous avez vérifié.", field="reason")
    alert.seen_at, alert.seen_by_id, alert.reason = by.at, by.user_id, reason.strip()
    alert.save(update_fields=["seen_at", "seen_by", "reason"])
    journal.record("alert.seen", alert, by=by, reason=alert.reason)
    return alert
