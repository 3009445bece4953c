"""Record the calendars that deliberations decide: when passes may be spent."""

import datetime as dt
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import AlreadyRecorded, EndBeforeStart
from common.saving import check_and_save, lock
from deliberations.models import Calendar, Deliberation
from programmes.models import Programme


class CalendarTerms(TypedDict):
    """`in_force_on` is the day of the decision; both ends are included."""

    in_force_on: dt.date
    starts_on: dt.date
    ends_on: dt.date
    passes: NotRequired[int | None]
    part_passes: NotRequired[int | None]
    part_name: NotRequired[str]
    deliberation: NotRequired[Deliberation | None]
    note: NotRequired[str]


@transaction.atomic
def record(programme: Programme, *, by: Author, **terms: Unpack[CalendarTerms]) -> Calendar:
    """Record a calendar, in force from the day of the decision, without a signature.

    Refuses an end before the start, and a second calendar decided on the same day.
    """
    lock(programme, no_key=True)
    if terms["ends_on"] < terms["starts_on"]:
        raise EndBeforeStart("La fin du calendrier doit suivre son début.", field="ends_on")
    if programme.calendars.filter(in_force_on=terms["in_force_on"]).exists():
        raise AlreadyRecorded("Un calendrier a déjà été décidé ce jour-là.", field="in_force_on")
    calendar = Calendar(programme=programme, **terms)
    check_and_save(calendar)
    journal.record("calendar.set", calendar, by=by, ends_on=calendar.ends_on.isoformat())
    return calendar
