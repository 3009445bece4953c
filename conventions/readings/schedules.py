"""The schedule of a convention by its clauses, and the days between which it counts."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q

from conventions.enums import ClauseKind
from conventions.models import Clause, Convention, Text
from conventions.readings.conventions import passes_target
from conventions.readings.texts import (
    ClausesByKind,
    convention_of_text,
    day_of,
    first_rows,
    own_rows,
)
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
    """The first day that a convention counts: the first that its clauses make eligible, as its
    money does, else that of its signature, else that of its vote, else that of the first text that
    cites it as signed, else that of its first clauses.
    """
    eligible, _ = eligible_period(terms)
    effects = [one.effective_on for one in terms.values() if one.effective_on is not None]
    known = (
        (eligible, "premier jour éligible"),
        (convention.signed_on, "signature"),
        (convention.voted_on, "vote"),
        (convention.first_known_on, "première délibération qui la cite"),
        (min(effects, default=None), "effet de ses clauses"),
    )
    return next((FirstDay(on, origin) for on, origin in known if on is not None), None)


def bounds_of_effect(text: Text, on: dt.date) -> Period:
    """Between which days a text takes effect on `on`: the beginning of its convention (signature,
    action, eligible spending or first clauses, the earliest that is known) and its end in force. A
    convention that states no beginning of its action or spending begins with its effect.
    """
    convention = convention_of_text(text)
    own = {ClauseKind(row.kind): row for row in own_rows(convention, "clauses")}
    stated = [day_of(own, kind) for kind in (ClauseKind.ACTION_START, ClauseKind.WINDOW_START)]
    obligations = own_rows(convention, "obligations")
    starts = [*stated, *(row.effective_on for row in (*own.values(), *obligations))]
    if any(stated) or text is not convention:
        starts.append(convention.signed_on)
    terms = own if text is convention else convention.clauses_in_force(on)
    known = [day for day in starts if day is not None]
    return min(known, default=None), day_of(terms, ClauseKind.ACTION_END)


def is_after_end(text: Text) -> bool:
    """Whether a signed text takes effect after the end that was in force when it was signed: that
    of the texts entered before it, or its own for a convention.
    """
    ends = convention_of_text(text).clauses.filter(kind=ClauseKind.ACTION_END)
    if isinstance(text, Convention):
        own: bool = (
            first_rows(text, "clauses")
            .filter(kind=ClauseKind.ACTION_END, day__lt=F("effective_on"))
            .exists()
        )
        return own
    on = text.effective_on
    assert on is not None  # noqa: S101 a signed avenant has an effect, by a constraint
    before = ends.filter(Q(avenant=None) | Q(avenant__lt=text.pk)).as_of(on)
    return any(end.day is not None and end.day < on for end in before)


def schedule_of(convention: Convention, terms: ClausesByKind, day: dt.date) -> Schedule | None:
    """The schedule by the terms in force on a day, else by the calendar in force; None when they
    lack steps, or passes and an end. Passes are expected from the signature, where it is known.
    """
    steps = _steps(terms)
    target, end = passes_target(convention.programme, terms, day), terms.get(ClauseKind.ACTION_END)
    if isinstance(target, Calendar) and not steps:
        return calendar_schedule(target)
    first = first_day(convention, terms)
    starts_on = convention.signed_on or (first.on if first else None)
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
