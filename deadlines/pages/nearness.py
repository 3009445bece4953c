"""How many occurrences are late, near, far or done, in a title and a sentence that answers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from common.formats import MONTHS, count, day, days_from
from common.periods import plus_months
from deadlines.enums import Nearness, OccurrenceState
from deadlines.querysets import PENDING, OccurrenceQuerySet
from deadlines.rules import Nearby


@dataclass(frozen=True, slots=True)
class Counts:
    """How many occurrences each group has on a day, those pending without a responsible, and those
    from before the programme was managed here, which no group has.

    `late_since` is the day of the oldest late one and `late_title` the title of the only one,
    `next_on` the day of the next pending one; `convention` is empty when they have several.
    """

    today: dt.date
    groups: Mapping[Nearness, int]
    without_responsible: int
    earlier: int
    late_since: dt.date | None
    late_title: str
    next_on: dt.date | None
    convention: str

    @classmethod
    def of(cls, rows: OccurrenceQuerySet, today: dt.date) -> "Counts":
        waits, near = Q(state__in=PENDING), Nearby(today)
        is_earlier = Q(state=OccurrenceState.EARLIER)
        groups = {
            Nearness.LATE: waits & Q(due_on__lt=today),
            Nearness.NEXT: waits & Q(due_on__range=(today, near.next_until)),
            Nearness.SOON: waits & Q(due_on__gt=near.next_until, due_on__lte=near.soon_until),
            Nearness.LATER: waits & Q(due_on__gt=near.soon_until),
            Nearness.DONE: ~waits & ~is_earlier,
        }
        unassigned = waits & Q(responsible=None, obligation__responsible=None)
        found = rows.aggregate(
            **{key.value: Count("pk", filter=group) for key, group in groups.items()},
            without_responsible=Count("pk", filter=unassigned),
            earlier=Count("pk", filter=is_earlier),
            late_since=Min("due_on", filter=groups[Nearness.LATE]),
            late_title=Min("obligation__title", filter=groups[Nearness.LATE]),
            next_on=Min("due_on", filter=waits & Q(due_on__gte=today)),
            convention=Min("obligation__convention__title"),
            conventions=Count("obligation__convention", distinct=True),
        )
        numbers = {key: found.pop(key.value) for key in groups}
        if found.pop("conventions") != 1:
            found["convention"] = ""
        return cls(today, numbers, **found)

    @property
    def late(self) -> int:
        return self.groups[Nearness.LATE]

    @property
    def headings(self) -> dict[Nearness, tuple[str, int]]:
        """The title of each group with its number."""
        near, first = Nearby(self.today), self.today.replace(day=1)
        titles = {
            Nearness.LATE: Nearness.LATE.label,
            Nearness.NEXT: _months(first, near.next_until, " et "),
            Nearness.SOON: _months(plus_months(first, 2), near.soon_until, " à "),
            Nearness.LATER: f"Après {_month(near.soon_until)}",
            Nearness.DONE: Nearness.DONE.label,
            Nearness.EARLIER: Nearness.EARLIER.label,
        }
        numbers = {**self.groups, Nearness.EARLIER: self.earlier}
        return {key: (titles[key], number) for key, number in numbers.items()}

    @property
    def answer(self) -> str:
        """What is late, and since when."""
        if self.late_since is None:
            return "Rien n’est en retard."
        since = days_from(self.late_since, self.today)
        if self.late > 1:
            return f"{count(self.late, 'échéance')} en retard, la plus ancienne {since}."
        return f"{self.late_title}, {day(self.late_since)}\u00a0: en retard {since}."

    def next_sentences(self) -> str:
        """The next one, and how many wait for somebody."""
        said = "Aucune autre n’est à venir."
        if self.next_on is not None:
            after = days_from(self.next_on, self.today)
            said = f"La prochaine échéance est le {day(self.next_on)} ({after})."
        number = self.without_responsible
        verb = "est" if number == 1 else "sont"
        return f"{said} {number}\u00a0{verb} sans responsable." if number else said


def _month(on: dt.date) -> str:
    return f"{MONTHS[on.month - 1]}\u00a0{on.year}"


def _months(first: dt.date, last: dt.date, between: str) -> str:
    """`Mai et juin 2023`, `Décembre 2023 et janvier 2024`."""
    start = MONTHS[first.month - 1] if first.year == last.year else _month(first)
    return f"{start}{between}{_month(last)}".capitalize()
