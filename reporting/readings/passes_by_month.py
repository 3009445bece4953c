"""Passes handed out and spent month by month, beside the schedule of the convention."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.charts import LineChart, Series
from common.formats import count, day, number, percent_of
from common.periods import period_end
from conventions.enums import ClauseKind
from conventions.models import Clause, Convention
from conventions.rules.linear_schedule import LINEAR_LABEL, linear_target
from finance.rules import months_between
from programmes.models import Programme
from reporting.readings import indicators
from reporting.readings.quarters import first_day

FIRST_HALF = ["janv.", "févr.", "mars", "avr.", "mai", "juin"]
SHORT_MONTHS = [*FIRST_HALF, "juil.", "août", "sept.", "oct.", "nov.", "déc."]


@dataclass(frozen=True, slots=True)
class Schedule:
    """How many passes are expected in all, and between which days, at a constant rate."""

    total: int
    starts_on: dt.date
    ends_on: dt.date

    def target(self, on: dt.date) -> int:
        """How many passes are expected by the end of a day."""
        return linear_target(on, self.starts_on, self.ends_on, self.total)


@dataclass(frozen=True, slots=True)
class Month:
    """The passes handed out, spent and expected since the beginning, at the end of a month.

    What was handed out and spent is None for a month that is not begun.
    """

    first: dt.date
    handed_out: int | None
    spent: int | None
    target: int | None


def schedule_of(convention: Convention, terms: Mapping[ClauseKind, Clause]) -> Schedule | None:
    """The schedule by the terms in force; None when they lack a number of passes or an end."""
    start = first_day(convention, terms)
    target, end = terms.get(ClauseKind.PASSES_TARGET), terms.get(ClauseKind.ACTION_END)
    if start is None or target is None or end is None or end.day is None or end.day < start:
        return None
    return Schedule(target.number or 0, start, end.day)


def months_of(programme: Programme, schedule: Schedule | None, until: dt.date) -> list[Month]:
    """The months from the first pass to the end of the schedule, known up to the day `until`."""
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
            _total_at(handed_out, first, until),
            _total_at(spent, first, until),
            schedule.target(period_end(first, 1)) if schedule else None,
        )
        for first in months
    ]


def chart_of(months: Sequence[Month], schedule: Schedule | None, perimeter: str) -> LineChart:
    """The chart of the months; its title says what it shows, in a sentence."""
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
    """How many passes are handed out, of how many, and until when: one sentence."""
    known = [month.handed_out for month in months if month.handed_out is not None]
    handed_out = known[-1] if known else 0
    if schedule is None:
        return (
            f"{count(handed_out, 'pass remis')}\u00a0: aucun échéancier ne dit combien en prévoir"
        )
    share = percent_of(handed_out, schedule.total, 1)
    left = f"{number(handed_out)} pass remis sur {number(schedule.total)}, soit {share}"
    return f"{left}\u00a0: la fin en vigueur est le {day(schedule.ends_on)}"


def _total_at(by_month: Mapping[dt.date, int], first: dt.date, until: dt.date) -> int | None:
    if first > until:
        return None
    return sum(value for month, value in by_month.items() if month <= first)
