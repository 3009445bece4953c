"""Passes handed out and spent month by month, beside the schedule of each convention."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from circulation.readings.lots import PassCounts
from common.charts import Gap, Goal, LineChart, Series
from common.formats import count, day, month_short, number
from common.periods import period_end
from conventions.models import Convention
from conventions.readings.conventions import passes_target
from conventions.readings.schedules import calendar_schedule, schedule_of
from conventions.rules.schedules import Schedule
from deliberations.models import Calendar
from finance.readings.paid_rows import PaidRows
from finance.readings.spending import Spending
from finance.readings.statements import counted_by_month
from finance.rules import months_between
from reporting.readings import indicators
from reporting.readings.indicators import Parts
from reporting.readings.quarters import reported_conventions


@dataclass(frozen=True, slots=True)
class Pace:
    """The passes spent that a convention counts, by first day of the month, and its schedule.

    Without a convention, they are those of the programme.
    """

    convention: Convention | None
    schedule: Schedule | None
    spent: Mapping[dt.date, int]


@dataclass(frozen=True, slots=True)
class Month:
    """The passes handed out, spent and expected since the beginning, at the end of a month.

    What was handed out and spent is None for a month that is not begun.
    """

    first: dt.date
    handed_out: int | None
    spent: int | None
    target: int | None


@dataclass(frozen=True, slots=True)
class Year:
    """The passes spent and expected in a civil year, up to its last day or to `ends_on`, and those
    spent since the beginning.
    """

    ends_on: dt.date
    spent: int
    reached: int
    expected: int | None

    @property
    def name(self) -> str:
        """`2022`, or `2023, jusqu’au 31 mars 2023` for a year that is not over."""
        is_over = (self.ends_on.month, self.ends_on.day) == (12, 31)
        return (
            str(self.ends_on.year)
            if is_over
            else f"{self.ends_on.year}, jusqu’au {day(self.ends_on)}"
        )


def paces_on(spending: Spending) -> list[Pace]:
    """The pace of each convention that the programme reports on; when there is none, that of all
    its passes beside its calendar.
    """
    programme, day = spending.programme, spending.until
    found = [pace_of(convention, spending) for convention in reported_conventions(spending.texts)]
    if found:
        return found
    calendar = passes_target(programme, {}, day)
    schedule = calendar_schedule(calendar) if isinstance(calendar, Calendar) else None
    return [Pace(None, schedule, indicators.spent_by_month(spending))]


def objective_of(paces: Iterable[Pace]) -> int:
    """The passes that the conventions of a programme ask in all, those that have ended too, as what
    was ordered and spent is counted since the beginning; 0 when no text says how many.
    """
    return sum(one.schedule.total for one in paces if one.schedule)


def pace_of(convention: Convention, spending: Spending) -> Pace:
    """The schedule of a convention in force on a day, and the passes that it counts by then."""
    day = spending.until
    schedule = schedule_of(convention, spending.texts.in_force(convention, day), day)
    return Pace(convention, schedule, spent_by_month(PaidRows(convention, spending)))


def spent_by_month(paid: PaidRows) -> dict[dt.date, int]:
    """The passes that a convention counts, as for its money, by first day of the month."""
    counted = counted_by_month(paid)
    return {month: amounts.passes for month, amounts in counted.items() if amounts.passes}


def pass_counts(paid: PaidRows, parts: Parts) -> PassCounts:
    """The counts of the programme, or of some carnets; the passes spent are those of
    `spent_by_month`.
    """
    spent = sum(spent_by_month(paid).values())
    if parts is None:
        return replace(indicators.pass_counts(paid.spending), spent=spent)
    return replace(indicators.pass_counts_of(parts, paid.spending), spent=spent)


def perimeter_of(programme: str, convention: str = "", *, has_own: bool = False) -> str:
    """What is counted, in words: the passes spent are those of a convention, if it is named, and so
    are all the others when it `has_own` carnets.
    """
    what = "carnets" if has_own else "consommés"
    said = f", {what}\u00a0: ceux que compte «\u00a0{convention}\u00a0»" if convention else ""
    return f"{programme}{said}"


def months_of(
    handed_out: Mapping[dt.date, int],
    spent: Mapping[dt.date, int],
    schedule: Schedule | None,
    until: dt.date,
    last: dt.date | None = None,
) -> list[Month]:
    """The months from the first pass to the end of the schedule, or to a `last` day after it,
    known up to the day `until`.
    """
    firsts = [*handed_out, *spent, *([schedule.starts_on] if schedule else [])]
    if not firsts:
        return []
    ends = [until, *([schedule.ends_on] if schedule else []), *([last] if last else [])]
    months = months_between(min(firsts), max(ends))
    return [
        Month(
            first,
            _total_at(handed_out, first, until),
            _total_at(spent, first, until),
            schedule.target(period_end(first, 1)) if schedule else None,
        )
        for first in months
    ]


def years_of(spent: Mapping[dt.date, int], schedule: Schedule | None, until: dt.date) -> list[Year]:
    """The civil years from the first pass spent or expected to that of the day `until`."""
    firsts = [*spent, *([schedule.starts_on] if schedule else [])]
    if not firsts:
        return []
    reached, found = 0, []
    for year in range(min(firsts).year, until.year + 1):
        ends_on = min(until, dt.date(year, 12, 31))
        in_year = sum(passes for month, passes in spent.items() if month.year == year)
        reached += in_year
        expected = None
        if schedule is not None:
            before = schedule.target(dt.date(year - 1, 12, 31))
            expected = schedule.target(ends_on) - before
        found.append(Year(ends_on, in_year, reached, expected))
    return found


def chart_of(
    months: Sequence[Month],
    schedule: Schedule | None,
    perimeter: str,
    until: dt.date,
    goals: Mapping[str, dt.date] | None = None,
) -> LineChart:
    """The chart of the months up to a day; its title says what it shows, in a sentence.

    `goals` are the days, by their name, by which all that the schedule asks has to be spent.
    """
    series = [
        Series("Remis", [month.handed_out for month in months]),
        Series("Consommés", [month.spent for month in months]),
    ]
    if schedule is not None:
        series.insert(0, Series("Prévu", [month.target for month in months], target=True))
    basis = f", {schedule.label} pour le prévu" if schedule else ""
    return LineChart(
        finding=finding_of(months, schedule, until),
        measure=f"Pass cumulés à la fin de chaque mois, {perimeter}{basis}",
        labels=[month_short(m.first) for m in months],
        series=series,
        period="Mois",
        is_whole=True,
        gap=_gap(months, schedule, until),
        goals=[
            Goal(name, _periods_until(months, on), schedule.total)
            for name, on in (goals or {}).items()
            if schedule is not None
        ],
    )


def _gap(months: Sequence[Month], schedule: Schedule | None, until: dt.date) -> Gap | None:
    if schedule is None or not schedule.target(until):
        return None
    return Gap(_periods_until(months, until), schedule.target(until), reached_in(months))


def _periods_until(months: Sequence[Month], on: dt.date) -> Decimal:
    """How many months of the chart are over at the end of a day."""
    whole = len(months_between(months[0].first, on)) - 1
    return whole + Decimal(on.day) / period_end(on.replace(day=1), 1).day


def reached_in(months: Sequence[Month]) -> int:
    """The passes spent since the beginning, by the last month that is known."""
    known = [month.spent for month in months if month.spent is not None]
    return known[-1] if known else 0


def finding_of(months: Sequence[Month], schedule: Schedule | None, until: dt.date) -> str:
    """How many passes are spent by a day, and how many more or fewer than expected by then.

    Seed 000, article 6: reports compare the passes spent with the schedule.
    """
    spent = reached_in(months)
    said = count(spent, "pass consommé")
    if schedule is None:
        return f"{said}\u00a0: aucun échéancier ne dit combien en prévoir"
    expected = schedule.target(until)
    if not expected:
        return f"{said} au {day(until)}, rien n’était encore prévu"
    gap = number(abs(spent - expected))
    compared = (
        f"{gap} de {'plus' if spent > expected else 'moins'}" if spent != expected else "autant"
    )
    return f"{said} au {day(until)}, pour {count(expected, 'prévu')}\u00a0: {compared}"


def _total_at(by_month: Mapping[dt.date, int], first: dt.date, until: dt.date) -> int | None:
    if first > until:
        return None
    return sum(value for month, value in by_month.items() if month <= first)
