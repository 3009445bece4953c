"""Record an event in the journal, change a row with its event, tell what it says of an object."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from audit.actors import Author
from audit.models import Event
from common.formats import moment
from common.history import Step
from common.saving import check_and_save


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Author,
    programme_id: int | None = None,
    **details: Any,
) -> None:
    """Add one event, in the transaction of the action. `details` are JSON values, never a name
    of a person, a code or a secret. The programme is that of the subject, unless it is given.
    """
    Event.objects.create(
        at=by.at,
        actor_kind=by.actor.kind,
        actor_id=by.actor.id,
        actor=by.actor.label,
        role=by.actor.role,
        organisation=by.actor.organisation[:200],
        address=by.actor.address,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject=str(subject)[:200],
        programme_id=programme_id or getattr(subject, "programme_id", None),
        details=details,
    )


def edit(
    verb: str,
    row: models.Model,
    values: Mapping[str, Any],
    *,
    by: Author,
    programme_id: int | None = None,
    tells_new: bool = False,
) -> None:
    """Give a locked row new values; the event keeps each former one that changed, if any did, and
    with `tells_new` the one that replaced it.
    """
    former = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    for name in former:
        setattr(row, name, values[name])
    check_and_save(row)
    if former:
        new = {"new": {name: values[name] for name in former}} if tells_new else {}
        record(verb, row, by=by, programme_id=programme_id, former=former, **new)


def events_of(subject: models.Model) -> models.QuerySet[Event]:
    """What the journal says of an object, newest first."""
    events = Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return events.order_by("-at", "-pk")


def told_of(kind: type[models.Model], keys: Iterable[int]) -> dict[int, tuple[int, dt.datetime]]:
    """How many acts are recorded of each object of a kind, and when the last one was."""
    rows = Event.objects.filter(subject_type=kind._meta.label_lower, subject_id__in={*keys})
    told = rows.values("subject_id").annotate(number=models.Count("pk"), last=models.Max("at"))
    return {row["subject_id"]: (row["number"], row["last"]) for row in told.order_by()}


def told_since(kind: type[models.Model], verb: str, at: dt.datetime) -> set[int]:
    """The keys of the objects of a kind of which an act was recorded after an instant."""
    label = kind._meta.label_lower
    events = Event.objects.filter(subject_type=label, verb=verb, at__gt=at)
    return set(events.values_list("subject_id", flat=True))


def history(subject: models.Model, labels: Mapping[str, str]) -> list[Step]:
    """The events of an object whose verbs have a label."""
    events = events_of(subject).filter(verb__in=labels)
    return [Step(labels[event.verb], moment(event.at), event.actor) for event in events]


def last_change(subject: models.Model, *verbs: str) -> str:
    """Who changed something last, and when: `par Claire Duhem le 15 mai 2023 à 9 h 42`.

    With `verbs`, who did one of these acts last.
    """
    events = events_of(subject)
    last = (events.filter(verb__in=verbs) if verbs else events).first()
    return f"par {last.actor} le {moment(last.at)}" if last else ""
