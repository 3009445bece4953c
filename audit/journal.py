"""Record an event in the journal, and tell the last change of an object."""

import datetime as dt
from typing import Any

from django.db import models

from audit.actors import Actor
from audit.models import Event
from common.formats import moment


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    at: dt.datetime,
    programme_id: int | None = None,
    **details: Any,
) -> None:
    """Add one event, in the transaction of the action. `details` are JSON values, never a name
    of a person, a code or a secret. The programme is that of the subject, unless it is given.
    """
    Event.objects.create(
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        actor=by.label,
        address=by.address,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject=str(subject)[:200],
        programme_id=programme_id or getattr(subject, "programme_id", None),
        details=details,
    )


def last_change(subject: models.Model) -> str:
    """Who changed something last, and when: `par Claire Duhem le 15 mai 2023 à 9 h 42`."""
    events = Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    last = events.order_by("-at", "-pk").first()
    return f"par {last.actor} le {moment(last.at)}" if last else ""
