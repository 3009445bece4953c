"""The pace at which passes are spent, and the one that would still reach what the schedule asks."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from conventions.enums import AvenantState, ClauseKind
from conventions.models import Avenant, Convention
from finance.readings.spending import Spending
from finance.readings.texts import Texts
from reporting.readings import indicators
from reporting.readings.passes_by_month import Pace, pace_of
from reporting.rules import pace_needed

DAYS = 30  # a pace is told in passes per 30 days


@dataclass(frozen=True, slots=True)
class Need:
    """An end, in force or that a voted `avenant` announces, and the passes per 30 days to reach
    it in time.
    """

    ends_on: dt.date
    days: int
    passes: int
    avenant: Avenant | None = None


@dataclass(frozen=True, slots=True)
class Needs:
    """The passes spent per 30 days over the last `window` days, of the `total` that the schedule
    asks what is `left`, and what each end asks; nothing once its convention ended, on `ended_on`.
    """

    observed: Decimal
    window: int
    total: int
    left: int
    ends: list[Need]
    ended_on: dt.date | None


def needs_of(pace: Pace, spending: Spending) -> Needs | None:
    """What is needed on a day, None without a schedule; an end that is past, or a convention that
    has ended, asks nothing more.
    """
    schedule, convention, day = pace.schedule, pace.convention, spending.until
    if schedule is None:
        return None
    window, spent = spending.programme.pace_days, sum(pace.spent.values())
    before = spending.up_to(day - dt.timedelta(days=window))
    earlier = pace_of(convention, before).spent if convention else indicators.spent_by_month(before)
    left = max(schedule.total - spent, 0)
    ended_on = convention.ended_on if convention else None
    ends = [
        Need(ends_on, days, pace_needed(left, days, per=DAYS), avenant)
        for ends_on, avenant in [
            (schedule.ends_on, None),
            *_announced(convention, schedule.ends_on, spending.texts),
        ]
        if (days := (ends_on - day).days) > 0 and left and ended_on is None
    ]
    observed = Decimal((spent - sum(earlier.values())) * DAYS) / window
    return Needs(observed, window, schedule.total, left, ends, ended_on)


def _announced(
    convention: Convention | None, ends_on: dt.date, texts: Texts
) -> list[tuple[dt.date, Avenant | None]]:
    """The end of the action that a voted avenant brings once it is signed, if it is another."""
    if convention is None:
        return []
    return [
        (one.day, one.avenant)
        for one in texts.clauses_of(convention)
        if one.kind == ClauseKind.ACTION_END and one.day not in (None, ends_on)
        if one.avenant and one.avenant.state == AvenantState.VOTED
    ]
