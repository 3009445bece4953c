"""The occurrences of a month drawn as a calendar."""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from common import formats
from common.formats import day_short
from common.periods import period_end
from deadlines.models import Occurrence
from deadlines.querysets import PENDING, OccurrenceQuerySet
from deadlines.readings import state_family, state_in_words

ITEMS_PER_DAY = 3
YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class DayItem:
    """One occurrence, as the cell of a day shows it."""

    title: str
    family: str
    word: str
    url: str


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: the occurrences that it shows, and how many the day has."""

    on: dt.date
    is_of_month: bool
    is_today: bool
    items: list[DayItem] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.items)

    @property
    def url(self) -> str:
        """The list of this day."""
        written = day_short(self.on)
        return f"{reverse('deadlines:occurrences')}?{urlencode({'du': written, 'au': written})}"


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar, by its first day."""

    first: dt.date

    def __str__(self) -> str:
        """`de mai 2023`, `d’avril 2023`, as a title needs it."""
        return formats.of(formats.month(self.first))

    @property
    def last(self) -> dt.date:
        return period_end(self.first, 1)

    @property
    def previous(self) -> dt.date:
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> dt.date:
        return self.last + dt.timedelta(days=1)

    def weeks(self) -> list[list[dt.date]]:
        """Whole weeks, Monday first."""
        return calendar.Calendar().monthdatescalendar(self.first.year, self.first.month)


def month_calendar(rows: OccurrenceQuerySet, month: Month, today: dt.date) -> list[list[Day]]:
    """The weeks of a month with their occurrences, in one query."""
    by_day: dict[dt.date, list[Occurrence]] = {}
    for row in _first_of_each_day(rows, month):
        by_day.setdefault(row.due_on, []).append(row)
    return [[_day(on, month, today, by_day.get(on, [])) for on in week] for week in month.weeks()]


def _first_of_each_day(rows: OccurrenceQuerySet, month: Month) -> Sequence[Occurrence]:
    """The first occurrences of each day, each with the number of its day."""
    day, order = F("due_on"), ("is_done", "obligation__title", "pk")
    of_month = rows.pending_first().filter(due_on__range=(month.first, month.last))
    ranked = of_month.annotate(
        rank=Window(RowNumber(), partition_by=day, order_by=order),
        on_day=Window(Count("pk"), partition_by=day),
    )
    return list(ranked.filter(rank__lte=ITEMS_PER_DAY).order_by("due_on", "rank"))


def _day(on: dt.date, month: Month, today: dt.date, occurrences: list[Occurrence]) -> Day:
    total = getattr(occurrences[0], "on_day", 0) if occurrences else 0
    items = [_day_item(row, today) for row in occurrences]
    return Day(on, on.month == month.first.month, on == today, items, total)


def _day_item(row: Occurrence, today: dt.date) -> DayItem:
    url = reverse("deadlines:occurrence", args=[row.public_id])
    word = state_in_words(row, today)
    if row.state in PENDING and row.work_on != row.due_on:
        word += f", à faire le {day_short(row.work_on)}"
    return DayItem(row.obligation.title, state_family(row, today), word, url)
