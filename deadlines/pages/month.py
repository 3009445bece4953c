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
from deadlines.models import Occurrence
from deadlines.querysets import OccurrenceQuerySet
from deadlines.readings import state_family, state_in_words

SHOWN = 3
YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Item:
    """One due day, as a cell shows it."""

    title: str
    family: str
    word: str
    url: str


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: what is due on it, and how many more than what is shown."""

    on: dt.date
    is_of_month: bool
    is_today: bool
    items: list[Item] = field(default_factory=list)
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
        """`de mai 2023`, `d’avril 2023`: what belongs to it."""
        written = formats.month(self.first)
        return f"d’{written}" if written[0] in "ao" else f"de {written}"

    @property
    def last(self) -> dt.date:
        days = calendar.monthrange(self.first.year, self.first.month)[1]
        return self.first.replace(day=days)

    @property
    def previous(self) -> dt.date:
        return (self.first - dt.timedelta(days=1)).replace(day=1)

    @property
    def next(self) -> dt.date:
        return self.last + dt.timedelta(days=1)

    def weeks(self) -> list[list[dt.date]]:
        """Whole weeks, Monday first."""
        return calendar.Calendar(firstweekday=0).monthdatescalendar(
            self.first.year, self.first.month
        )


def month_calendar(rows: OccurrenceQuerySet, month: Month, today: dt.date) -> list[list[Day]]:
    """The weeks of a month, in one query whatever it holds."""
    shown: dict[dt.date, list[Occurrence]] = {}
    for row in _shown(rows, month):
        shown.setdefault(row.due_on, []).append(row)
    return [[_day(on, month, today, shown.get(on, [])) for on in week] for week in month.weeks()]


def _shown(rows: OccurrenceQuerySet, month: Month) -> Sequence[Occurrence]:
    """The first few of each day, with how many the day has."""
    day = F("due_on")
    found = (
        rows.most_pressing()
        .filter(due_on__range=(month.first, month.last))
        .annotate(
            rank=Window(
                RowNumber(), partition_by=day, order_by=("waits", "obligation__title", "pk")
            ),
            on_day=Window(Count("pk"), partition_by=day),
        )
        .filter(rank__lte=SHOWN)
        .order_by("due_on", "rank")
    )
    return list(found)


def _day(on: dt.date, month: Month, today: dt.date, found: list[Occurrence]) -> Day:
    total = getattr(found[0], "on_day", 0) if found else 0
    items = [_item(row, today) for row in found]
    return Day(on, on.month == month.first.month, on == today, items, total)


def _item(row: Occurrence, today: dt.date) -> Item:
    url = reverse("deadlines:occurrence", args=[row.public_id])
    return Item(row.obligation.title, state_family(row, today), state_in_words(row, today), url)
