"""Pure rules: the days on which an obligation is due, working days, the reminder of a day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from common.findings import Finding, Severity
from common.periods import period_end, plus_months
from conventions.enums import Cadence, ObligationNature
from deadlines.enums import DeadlineFinding, Nearness, OccurrenceState, ReminderKind

ONE_DAY = dt.timedelta(days=1)
# Code du travail, article L.3133-1: month and day, then days after Easter.
FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
AFTER_EASTER = (1, 39, 50)
# Article L.3134-13: 26 December, and Good Friday where there is a Protestant temple.
ALSACE_MOSELLE = {"57", "67", "68"}
# Article L.3422-2 and décret n° 83-1003: the day that commemorates the abolition of slavery.
ABOLITION = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27)}

# A rhythm that no text ends is planned so far; one that ends, to its end and ten years at most.
MONTHS_PLANNED, MOST_MONTHS_PLANNED = 13, 120
# How far the next working day may be: a week-end between public holidays.
MOST_MOVED = dt.timedelta(days=7)
PERIODS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}
# Days before an occurrence, the farthest first: the last one reached is the one that is sent.
REMINDER_DAYS = [(ReminderKind.D30, 30), (ReminderKind.D7, 7), (ReminderKind.D1, 1)]


@dataclass(frozen=True, slots=True)
class ObligationDates:
    """When an obligation is due, as its text says.

    `from_on` is its day of effect, `to_on` the day before another obligation replaces it, both
    included. `origin_on` is the day from which a delay runs, `offset_days` those that follow the
    end of a period or of the action, `ends_on` the end of the action, `closed_on` the day when its
    convention was closed or terminated: a rhythm then stops, with the period that holds it, and a
    day that the text gives stays due. With `is_moved`, a day that is not a working one in the
    `territory` is due on the next one (Regulation (EEC, Euratom) 1182/71, article 3(4)).
    """

    cadence: Cadence
    from_on: dt.date
    to_on: dt.date | None = None
    due_on: dt.date | None = None
    delay_months: int | None = None
    origin_on: dt.date | None = None
    offset_days: int = 0
    ends_on: dt.date | None = None
    closed_on: dt.date | None = None
    is_moved: bool = False
    territory: tuple[str, ...] = ()

    def between(self, since: dt.date, until: dt.date) -> list[dt.date]:
        """The days on which it is due from one day to another, both included, in order.

        Each month, quarter or year is due on its last day or so many days later, until `due_on`
        when given, else until the period that holds the end of the action.
        """
        if self.cadence in PERIODS:
            stated = self._period_ends(max(since, self.from_on), until)
        else:
            only = self._single_day()
            is_stated = only is not None and self.from_on <= only <= (self.to_on or only)
            stated = [only] if only is not None and is_stated else []
        legal = (self.legal_day(day) for day in stated)
        return [day for day in legal if since <= day <= until]

    def first_from(self, day: dt.date) -> dt.date | None:
        """The first day, from a day on, on which it is due."""
        until = dt.date.max
        if self.cadence in PERIODS:
            last = period_end(max(day, self.from_on), PERIODS[self.cadence])
            until = last + dt.timedelta(days=self.offset_days) + MOST_MOVED
        return next(iter(self.between(day, until)), None)

    def planned_until(self, on: dt.date) -> dt.date:
        """The last day of the occurrences that are made in advance, when it is planned on a day."""
        if self.cadence not in PERIODS:
            return dt.date.max
        is_endless = self.due_on is None and self.ends_on is None
        return plus_months(on, MONTHS_PLANNED if is_endless else MOST_MONTHS_PLANNED)

    def legal_day(self, stated: dt.date) -> dt.date:
        """The day on which it is due, from that of its text or the end of a period."""
        if self.cadence in PERIODS or self.cadence == Cadence.AT_END:
            stated += dt.timedelta(days=self.offset_days)
        return first_working_day(stated, self.territory) if self.is_moved else stated

    def _single_day(self) -> dt.date | None:
        if self.cadence == Cadence.AT_END:
            return self.ends_on
        if self.cadence == Cadence.WITHIN and self.due_on is None:
            if self.origin_on is None or self.delay_months is None:
                return None
            return plus_months(self.origin_on, self.delay_months)
        return self.due_on

    def _period_ends(self, since: dt.date, until: dt.date) -> list[dt.date]:
        """The ends of periods whose legal days hold those of a span, some more at its ends."""
        months = PERIODS[self.cadence]
        last = self.due_on
        if last is None and self.ends_on is not None:
            last = period_end(self.ends_on, months)
        closed = period_end(self.closed_on, months) if self.closed_on else None
        until = min(day for day in (until, self.to_on, last, closed) if day is not None)
        first = since - dt.timedelta(days=self.offset_days) - MOST_MOVED
        found, due = [], period_end(max(first, self.from_on), months)
        while due <= until:
            found.append(due)
            due = period_end(due + dt.timedelta(days=1), months)
        return found


@dataclass(frozen=True, slots=True)
class Nearby:
    """The last days of this month and the next, then of the three months after, on a day."""

    today: dt.date

    @property
    def next_until(self) -> dt.date:
        return period_end(plus_months(self.today, 1), 1)

    @property
    def soon_until(self) -> dt.date:
        return period_end(plus_months(self.today, 4), 1)

    def of(self, due_on: dt.date) -> Nearness:
        """How near a pending occurrence is."""
        if due_on < self.today:
            return Nearness.LATE
        if due_on <= self.next_until:
            return Nearness.NEXT
        return Nearness.SOON if due_on <= self.soon_until else Nearness.LATER


def reminder_reached(due_on: dt.date, on: dt.date) -> ReminderKind | None:
    """The reminder to send on a day: late, else of 1, 7 or 30 days; none earlier."""
    if due_on < on:
        return ReminderKind.LATE
    reached = [kind for kind, days in REMINDER_DAYS if (due_on - on).days <= days]
    return reached[-1] if reached else None


def state_word(state: str, nature: ObligationNature, *, is_late: bool = False) -> str:
    """The state in French: a meeting or a task is « faite », not « envoyée »."""
    if is_late:
        return "en retard"
    if state == OccurrenceState.SENT and nature != ObligationNature.SEND:
        return "faite"
    return OccurrenceState(state).label.lower()


def responsible_finding(title: str) -> Finding:
    """Nobody is responsible for an obligation in force."""
    return Finding(
        DeadlineFinding.NO_RESPONSIBLE,
        Severity.WATCH,
        f"Personne n’est responsable de «\u00a0{title}\u00a0».",
        "Les rappels vont à tous les gestionnaires du programme.",
    )


def last_working_day(until: dt.date, territory: Collection[str]) -> dt.date:
    """A day if it is a working one, else the last one before it."""
    while not is_working(until, territory):
        until -= ONE_DAY
    return until


def first_working_day(since: dt.date, territory: Collection[str]) -> dt.date:
    """A day if it is a working one, else the next one."""
    while not is_working(since, territory):
        since += ONE_DAY
    return since


def is_working(day: dt.date, territory: Collection[str]) -> bool:
    """Whether people work that day in every département of a territory."""
    return day.weekday() < 5 and day not in _holidays(day.year, frozenset(territory))


@cache
def _holidays(year: int, territory: frozenset[str]) -> set[dt.date]:
    easter = _easter(year)
    found = {dt.date(year, *day) for day in FIXED}
    found |= {easter + dt.timedelta(days=days) for days in AFTER_EASTER}
    if territory & ALSACE_MOSELLE:
        found |= {easter - dt.timedelta(days=2), dt.date(year, 12, 26)}
    return found | {dt.date(year, *day) for code, day in ABOLITION.items() if code in territory}


def _easter(year: int) -> dt.date:
    """Easter Sunday, by the algorithm of Meeus (« Astronomical Algorithms », chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)
