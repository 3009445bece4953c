"""The occurrences of a programme as an iCalendar file."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable

from icalendar import Calendar, Event

from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from deadlines.readings import (
    NO_RESPONSIBLE,
    Revision,
    revisions_of,
    state_in_words,
    text_and_article,
    work_day_in_words,
)

PRODUCT_ID = "-//passnum//echeances//FR"
REFRESH_INTERVAL = dt.timedelta(hours=6)
ONE_DAY = dt.timedelta(days=1)


def calendar_file(
    name: str,
    occurrences: Iterable[Occurrence],
    *,
    url_of: Callable[[Occurrence], str],
    today: dt.date,
) -> bytes:
    """The file of a calendar feed: an occurrence keeps its identifier in every version of it, and
    the same occurrences make the same bytes.
    """
    rows = list(occurrences)
    revisions = revisions_of(rows, today)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH_INTERVAL, parameters={"VALUE": "DURATION"})
    for row in rows:
        calendar.add_component(_event(row, url_of(row), today, revisions[row.pk]))
    return bytes(calendar.to_ical())


def _event(occurrence: Occurrence, url: str, today: dt.date, revision: Revision) -> Event:
    event = Event()
    event.add("uid", f"{occurrence.public_id}@passnum")
    # Without a method, the stamp is the last revision (RFC 5545, 3.8.7.2).
    for name in ("dtstamp", "last-modified"):
        event.add(name, revision.at.astimezone(dt.UTC))
    event.add("sequence", revision.number)
    event.add("dtstart", occurrence.due_on)
    event.add("dtend", occurrence.due_on + ONE_DAY)
    title = f"{occurrence.obligation.title} ({state_in_words(occurrence, today)})"
    event.add("summary", _without_control_characters(title))
    event.add("description", _without_control_characters(_description(occurrence)))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    if occurrence.state == OccurrenceState.WAIVED:
        event.add("status", "CANCELLED")
    return event


def _without_control_characters(text: str) -> str:
    """Without the control characters that an iCalendar text must not hold (RFC 5545, 3.1)."""
    return "".join(one for one in text if one == "\n" or unicodedata.category(one) != "Cc")


def _description(occurrence: Occurrence) -> str:
    lines = [
        text_and_article(occurrence),
        f"Responsable\u00a0: {occurrence.current_responsible or NO_RESPONSIBLE}",
    ]
    if work_day := work_day_in_words(occurrence):
        lines.append(work_day.capitalize())
    if occurrence.obligation.note:
        lines.append(occurrence.obligation.note)
    if occurrence.state == OccurrenceState.WAIVED:
        lines.append(f"Dispensée\u00a0: {occurrence.waived_reason}")
    return "\n".join(lines)
