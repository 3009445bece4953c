"""The letter that reminds someone of due days: plain text, one for all that waits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from common.formats import count, delay
from conventions import duties
from conventions.enums import ObligationNature, OccurrenceState
from conventions.models import Occurrence, Reminder


@dataclass(frozen=True, slots=True)
class Due:
    """One occurrence as the letter says it."""

    title: str
    when: str
    text: str
    state: str
    url: str
    is_late: bool


def reminder(reminders: Sequence[Reminder], *, on: dt.date) -> EmailMessage:
    """To one person, about each occurrence once; late ones first."""
    recipient = reminders[0].recipient
    occurrences = {row.occurrence_id: row.occurrence for row in reminders}.values()
    dues = [due(occurrence, on) for occurrence in occurrences]
    late = [one for one in dues if one.is_late]
    coming = [one for one in dues if not one.is_late]
    body = render_to_string(
        "emails/reminder.txt",
        {
            "name": recipient.full_name,
            "programmes": sorted({str(_programme(row)) for row in occurrences}),
            "late": late,
            "coming": coming,
            "duties_url": absolute(reverse("conventions:duties")),
        },
    )
    return EmailMessage(subject(late, coming), body, to=[recipient.email])


def subject(late: Sequence[Due], coming: Sequence[Due]) -> str:
    """`1 échéance en retard, 2 à venir`; the title of the only one."""
    if len(late) + len(coming) == 1:
        only = [*late, *coming][0]
        # A header is one line: a title that holds two would keep the letter from leaving.
        title = " ".join(only.title.split())
        return f"{'En retard' if late else 'Échéance'}\u00a0: {title}"
    parts = []
    if late:
        parts.append(f"{count(len(late), 'échéance')} en retard")
    if coming:
        noun = "" if late else f"{count(len(coming), 'échéance')} à venir"
        parts.append(noun or f"{len(coming)}\u00a0à venir")
    return ", ".join(parts)


def due(occurrence: Occurrence, on: dt.date) -> Due:
    obligation = occurrence.obligation
    is_late = occurrence.is_late_on(on)
    return Due(
        title=obligation.title,
        when=delay(occurrence.due_on, on),
        text=source(occurrence),
        state=duties.word(OccurrenceState(occurrence.state), ObligationNature(obligation.nature)),
        url=absolute(reverse("conventions:occurrence", args=[occurrence.public_id])),
        is_late=is_late,
    )


def source(occurrence: Occurrence) -> str:
    """`Convention ANCT, avenant n° 1, article 6`."""
    obligation = occurrence.obligation
    avenant = f"avenant n°\u00a0{obligation.avenant.number}" if obligation.avenant else ""
    article = f"article\u00a0{obligation.article}" if obligation.article else ""
    return ", ".join(filter(None, [str(obligation.convention), avenant, article]))


def absolute(path: str) -> str:
    """The address of a page for those who read it away from the site."""
    return f"{settings.PASSNUM_BASE_URL}{path}"


def _programme(occurrence: Occurrence) -> Any:
    return occurrence.obligation.convention.programme
