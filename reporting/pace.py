"""The pace: what is handed out and spent each month, beside the schedule of the convention."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.charts import LineChart, Series
from common.formats import count, day, number, percent_of
from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Clause, Convention, Programme
from conventions.rules import LINEAR_LABEL, linear_target
from finance.rules import month_end, months_between
from reporting import indicators

SHORT = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct."]
SHORT_MONTHS = [*SHORT, "nov.", "déc."]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The passes expected, on a straight line from a day to the end in force."""

    total: int
    starts_on: dt.date
    ends_on: dt.date

    def target(self, on: dt.date) -> int:
        return linear_target(on, self.starts_on, self.ends_on, self.total)


@dataclass(frozen=True, slots=True)
class Month:
    """What is reached at the end of a month, or on the last known day of it."""

    first: dt.date
    handed_out: int | None
    spent: int | None
    target: int | None


def reported_convention(programme: Programme) -> Convention | None:
    """The signed convention that counts passes consumed: its funder asks for the reports."""
    return (
        Convention.objects.filter(
            programme=programme,
            state=ConventionState.SIGNED,
            clauses__kind=ClauseKind.BASIS,
            clauses__text=Basis.CONSUMED,
            clauses__effective_on__isnull=False,
        )
        .select_related("programme__authority", "funder", "deliberation")
        .order_by("pk")
        .first()
    )


def first_day(convention: Convention, terms: Mapping[ClauseKind, Clause]) -> dt.date | None:
    """From when passes are expected: the signature, else the start of the action."""
    if convention.signed_on is not None:
        return convention.signed_on
    start = terms.get(ClauseKind.ACTION_START)
    return start.day if start else None


def schedule_of(convention: Convention, terms: Mapping[ClauseKind, Clause]) -> Schedule | None:
    """The straight line of the terms in force; None when they do not say enough."""
    start = first_day(convention, terms)
    target, end = terms.get(ClauseKind.PASSES_TARGET), terms.get(ClauseKind.ACTION_END)
    if start is None or target is None or end is None or end.day is None or end.day < start:
        return None
    return Schedule(target.number or 0, start, end.day)


def months_of(programme: Programme, schedule: Schedule | None, until: dt.date) -> list[Month]:
    """Cumulated, month by month, to the end of the schedule; unknown after `until`."""
    handed_out = indicators.handed_out_by_month(programme, until)
    spent = indicators.spent_by_month(programme, until)
    firsts = [*handed_out, *spent, *([schedule.starts_on] if schedule else [])]
    if not firsts:
        return []
    last = max(until, schedule.ends_on) if schedule else until
    months = months_between(min(firsts), last)
    return [
        Month(
            first,
            _reached(handed_out, first, until),
            _reached(spent, first, until),
            schedule.target(month_end(first)) if schedule else None,
        )
        for first in months
    ]


def chart_of(months: Sequence[Month], schedule: Schedule | None, perimeter: str) -> LineChart:
    """The lines of the pace, with their finding as title."""
    series = [
        Series("Remis", [month.handed_out for month in months]),
        Series("Consommés", [month.spent for month in months]),
    ]
    if schedule is not None:
        series.insert(0, Series("Prévu", [month.target for month in months], target=True))
    basis = f", {LINEAR_LABEL} pour le prévu" if schedule else ""
    return LineChart(
        finding=finding_of(months, schedule),
        measure=f"Pass cumulés à la fin de chaque mois, {perimeter}{basis}",
        labels=[f"{SHORT_MONTHS[m.first.month - 1]}\u00a0{m.first:%y}" for m in months],
        series=series,
        period="Mois",
    )


def finding_of(months: Sequence[Month], schedule: Schedule | None) -> str:
    """What the lines say, in one sentence."""
    known = [month for month in months if month.handed_out is not None]
    handed_out = (known[-1].handed_out if known else 0) or 0
    if schedule is None:
        return (
            f"{count(handed_out, 'pass remis')}\u00a0: aucun échéancier ne dit combien en prévoir"
        )
    share = percent_of(handed_out, schedule.total, 1)
    left = f"{number(handed_out)} pass remis sur {number(schedule.total)}, soit {share}"
    return f"{left}\u00a0: la fin en vigueur est le {day(schedule.ends_on)}"


def _reached(by_month: Mapping[dt.date, int], first: dt.date, until: dt.date) -> int | None:
    if first > until:
        return None
    return sum(value for month, value in by_month.items() if month <= first)
