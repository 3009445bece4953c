"""Pure rules on what falls due: the days of an obligation, the reminder that a day has reached."""

import datetime as dt
from dataclasses import dataclass

from common.findings import Finding, Severity
from common.periods import period_end, plus_months
from conventions.enums import Cadence, ObligationNature
from deadlines.enums import DeadlineFinding, OccurrenceState, ReminderKind

HORIZON_MONTHS = 13
PERIODS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}
# From the farthest to the nearest: the last one reached is the one that is sent.
THRESHOLDS = [(ReminderKind.D30, 30), (ReminderKind.D7, 7), (ReminderKind.D1, 1)]


@dataclass(frozen=True, slots=True)
class DueDays:
    """What a text says of when an obligation is due, and the days that it counts from.

    `from_on` and `to_on` bound it, both included: its day of effect, and the eve of what replaces
    it. `origin_on` is the day a delay runs from, `ends_on` the end of the action in force.
    """

    cadence: Cadence
    from_on: dt.date
    to_on: dt.date | None = None
    due_on: dt.date | None = None
    delay_months: int | None = None
    origin_on: dt.date | None = None
    ends_on: dt.date | None = None

    def days(self, since: dt.date, until: dt.date) -> list[dt.date]:
        """Its due days from a day to a day, both included, in order.

        Each month or quarter is due on its last day, until `due_on` when given, else until the
        period that holds the end of the action.
        """
        since = max(since, self.from_on)
        until = until if self.to_on is None else min(until, self.to_on)
        if self.cadence in PERIODS:
            return self._periods(since, until)
        only = self._only()
        return [only] if only is not None and since <= only <= until else []

    def _only(self) -> dt.date | None:
        if self.cadence == Cadence.AT_END:
            return self.ends_on
        if self.cadence == Cadence.WITHIN and self.due_on is None:
            if self.origin_on is None or self.delay_months is None:
                return None
            return plus_months(self.origin_on, self.delay_months)
        return self.due_on

    def _periods(self, since: dt.date, until: dt.date) -> list[dt.date]:
        months = PERIODS[self.cadence]
        last = self.due_on
        if last is None and self.ends_on is not None:
            last = period_end(self.ends_on, months)
        until = until if last is None else min(until, last)
        found, due = [], period_end(since, months)
        while due <= until:
            found.append(due)
            due = period_end(due + dt.timedelta(days=1), months)
        return found


def horizon(on: dt.date) -> dt.date:
    """The last day that is planned ahead."""
    return plus_months(on, HORIZON_MONTHS)


def reminder_on(due_on: dt.date, on: dt.date) -> ReminderKind | None:
    """The tightest reminder that a day has reached; none before 30 days of the due day."""
    if due_on < on:
        return ReminderKind.LATE
    reached = [kind for kind, days in THRESHOLDS if (due_on - on).days <= days]
    return reached[-1] if reached else None


def state_word(state: OccurrenceState, nature: ObligationNature, *, is_late: bool = False) -> str:
    """The state as people read it: a meeting or a task is done, not sent."""
    if is_late:
        return "en retard"
    if state == OccurrenceState.SENT and nature != ObligationNature.SEND:
        return "faite"
    return state.label.lower()


def responsible_finding(title: str) -> Finding:
    """An obligation in force that nobody sees to."""
    return Finding(
        DeadlineFinding.NO_RESPONSIBLE,
        Severity.WATCH,
        f"Personne n’est responsable de «\u00a0{title}\u00a0».",
        "Les rappels vont à tous les gestionnaires du programme.",
    )
