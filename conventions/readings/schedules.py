"""The schedule of a convention by its clauses, and the days between which it counts."""

import datetime as dt
from dataclasses import dataclass

from conventions.enums import ClauseKind
from conventions.models import Clause, Convention
from conventions.readings.conventions import passes_target
from conventions.readings.texts import ClausesByKind, day_of
from conventions.rules.schedules import Schedule
from deliberations.models import Calendar

Period = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True, slots=True)
class FirstDay:
    """The first day that a convention counts, and what gives it."""

    on: dt.date
    origin: str


def eligible_period(clauses: ClausesByKind) -> Period:
    """The first and the last day that count, None when open: those of spending, else of action."""
    start = day_of(clauses, ClauseKind.WINDOW_START) or day_of(clauses, ClauseKind.ACTION_START)
    end = day_of(clauses, ClauseKind.WINDOW_END) or day_of(clauses, ClauseKind.ACTION_END)
    return start, end


def first_day(convention: Convention, terms: ClausesByKind) -> FirstDay | None:
    """The first day that a convention counts: that of its signature where it is known, else the
    first that its clauses make eligible, else that of its vote, else that of the
    first text that cites it as signed, else that of its first clauses.
    """
    eligible, _ = eligible_period(terms)
    effects = [one.effective_on for one in terms.values() if one.effective_on is not None]
    known = (
        (convention.signed_on, "signature"),
        (eligible, "premier jour éligible"),
        (convention.voted_on, "vote"),
        (convention.first_known_on, "première délibération qui la cite"),
        (min(effects, default=None), "effet de ses clauses"),
    )
    return next((FirstDay(on, origin) for on, origin in known if on is not None), None)


def schedule_of(convention: Convention, terms: ClausesByKind, day: dt.date) -> Schedule | None:
    """The schedule by the terms in force on a day, else by the calendar in force; None when they
    lack steps, or passes and an end.
    """
    steps = _steps(terms)
    target, end = passes_target(convention.programme, terms, day), terms.get(ClauseKind.ACTION_END)
    if isinstance(target, Calendar) and not steps:
        return calendar_schedule(target)
    first = first_day(convention, terms)
    starts_on = first.on if first else None
    ends_on = end.day if end else (steps[-1][0] if steps else None)
    total = target.number if isinstance(target, Clause) else (steps[-1][1] if steps else None)
    if starts_on is None or ends_on is None or total is None or ends_on < starts_on:
        return None
    return Schedule(total, starts_on, ends_on, steps)


def calendar_schedule(calendar: Calendar) -> Schedule:
    return Schedule(calendar.passes or 0, calendar.starts_on, calendar.ends_on)


def _steps(terms: ClausesByKind) -> tuple[tuple[dt.date, int], ...]:
    clause = terms.get(ClauseKind.DEPLOYMENT_STEPS)
    rows = clause.rows if clause else []
    return tuple(
        sorted((row.day, row.number) for row in rows if row.day and row.number is not None)
    )
