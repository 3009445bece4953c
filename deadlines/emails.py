"""The e-mail that reminds one person of occurrences, in plain text."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from common.formats import count, delay, legal_day, number
from common.sort_key import sort_key
from deadlines import rules
from deadlines.models import Occurrence, Reminder
from deadlines.readings import text_and_article, work_day_in_words


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One occurrence as the e-mail shows it."""

    title: str
    when: str
    text: str
    state: str
    url: str
    is_late: bool


def reminder_email(reminders: Sequence[Reminder], *, at: dt.datetime) -> EmailMessage:
    """The e-mail to the recipient of these reminders: each occurrence once, late ones first."""
    recipient = reminders[0].recipient
    occurrences = {row.occurrence_id: row.occurrence for row in reminders}.values()
    lines = [_reminder_line(occurrence, at) for occurrence in occurrences]
    late = [one for one in lines if one.is_late]
    coming = [one for one in lines if not one.is_late]
    programmes = {str(row.obligation.convention.programme) for row in occurrences}
    body = render_to_string(
        "emails/reminder.txt",
        {
            "name": recipient.full_name,
            "programmes": sorted(programmes, key=sort_key),
            "late": late,
            "coming": coming,
            "occurrences_url": absolute_url(reverse("deadlines:occurrences")),
        },
    )
    return EmailMessage(subject(late, coming), body, to=[recipient.email])


def subject(late: Sequence[ReminderLine], coming: Sequence[ReminderLine]) -> str:
    """`1 échéance en retard, 2 à venir`; with a single occurrence, its title."""
    if len(late) + len(coming) == 1:
        only = [*late, *coming][0]
        # A header is one line: a line break in the title would make the e-mail fail.
        title = " ".join(only.title.split())
        return f"{'En retard' if late else 'Échéance'}\u00a0: {title}"
    if not late:
        return f"{count(len(coming), 'échéance')} à venir"
    said = f"{count(len(late), 'échéance')} en retard"
    return f"{said}, {number(len(coming))}\u00a0à venir" if coming else said


def absolute_url(path: str) -> str:
    """The address of a page with the name of the site, as an e-mail needs it."""
    return f"{settings.PASSNUM_BASE_URL}{path}"


def _reminder_line(occurrence: Occurrence, at: dt.datetime) -> ReminderLine:
    with occurrence.obligation.convention.programme.local_time():
        on = legal_day(at)
    return ReminderLine(
        title=occurrence.obligation.title,
        when="\u00a0; ".join(
            filter(None, [delay(occurrence.due_on, on), work_day_in_words(occurrence)])
        ),
        text=text_and_article(occurrence),
        state=rules.state_word(occurrence.state, occurrence.nature),
        url=absolute_url(reverse("deadlines:occurrence", args=[occurrence.public_id])),
        is_late=occurrence.is_late_on(on),
    )
