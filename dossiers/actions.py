"""Acts on several apps: sign or end a text and plan its occurrences, edit a deliberation."""

import datetime as dt
from typing import Any

from django.db import transaction

from audit.actors import Actor
from common.formats import day, legal_day
from common.saving import lock
from conventions.actions import avenants, conventions
from conventions.models import Avenant, Convention
from deadlines.actions import occurrences
from deliberations.actions import deliberations
from deliberations.actions.deliberations import SessionDayInUse
from deliberations.models import Deliberation


@transaction.atomic
def sign(
    convention: Convention,
    *,
    on: dt.date | None,
    source: str = "",
    effective_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Convention:
    """Sign a convention (see `conventions.actions.conventions.sign`) and plan its occurrences."""
    signed = conventions.sign(
        convention, on=on, source=source, effective_on=effective_on, by=by, at=at
    )
    return _plan_occurrences(signed, by=by, at=at)


@transaction.atomic
def record_signature_day(
    convention: Convention, *, on: dt.date, by: Actor, at: dt.datetime
) -> Convention:
    """Record a day of signature that was unknown, and plan the occurrences that depend on it."""
    return _plan_occurrences(
        conventions.record_signature_day(convention, on=on, by=by, at=at), by=by, at=at
    )


@transaction.atomic
def close(
    convention: Convention, *, on: dt.date, reason: str = "", by: Actor, at: dt.datetime
) -> Convention:
    """Close a convention; nothing falls due after that day."""
    return _plan_occurrences(
        conventions.close(convention, on=on, reason=reason, by=by, at=at), by=by, at=at
    )


@transaction.atomic
def terminate(
    convention: Convention, *, on: dt.date, reason: str, by: Actor, at: dt.datetime
) -> Convention:
    """End a convention ahead of its term; nothing falls due after that day."""
    ended = conventions.terminate(convention, on=on, reason=reason, by=by, at=at)
    return _plan_occurrences(ended, by=by, at=at)


@transaction.atomic
def sign_avenant(
    avenant: Avenant,
    *,
    on: dt.date,
    effective_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Avenant:
    """Sign an avenant and plan the occurrences of the convention as it becomes."""
    signed = avenants.sign(avenant, on=on, effective_on=effective_on, by=by, at=at)
    _plan_occurrences(signed.convention, by=by, at=at)
    return signed


@transaction.atomic
def edit_deliberation(
    deliberation: Deliberation, *, by: Actor, at: dt.datetime, **changes: Any
) -> Deliberation:
    """Correct a deliberation (see `deliberations.actions.deliberations.edit`).

    The day of its session stays while a text is recorded as voted on that day.
    """
    lock(deliberation.programme, no_key=True)
    was = Deliberation.objects.values_list("session_on", flat=True).get(pk=deliberation.pk)
    edited = deliberations.edit(deliberation, **changes, by=by, at=at)
    if edited.session_on != was and _is_voted_on(edited, was):
        raise SessionDayInUse(
            f"Un texte a été voté à cette séance du {day(was)}. "
            "Le jour ne change pas tant que ce vote est enregistré.",
            field="session_on",
        )
    return edited


def _plan_occurrences(convention: Convention, *, by: Actor, at: dt.datetime) -> Convention:
    occurrences.plan(convention, on=legal_day(at), by=by, at=at)
    return convention


def _is_voted_on(deliberation: Deliberation, day: dt.date) -> bool:
    texts = {"deliberation": deliberation, "voted_on": day}
    return Convention.objects.filter(**texts).exists() or Avenant.objects.filter(**texts).exists()
