"""Are we on time: the passes consumed beside the schedule, and the pace that would still do."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.charts import LineChart
from common.formats import count, day, day_and_month, number
from common.gauges import Bar, bar
from conventions.rules.schedules import Schedule
from finance.readings.spending import Spending
from reporting.readings import passes_by_month
from reporting.readings.indicators import handed_out_by_month
from reporting.readings.needs import DAYS, Need, Needs, needs_of
from reporting.readings.passes_by_month import Month, Pace, perimeter_of


@dataclass(frozen=True, slots=True)
class PaceLine:
    """A pace in passes per 30 days, observed or needed, on the scale of the highest."""

    name: str
    why: str
    pace: str
    bar: Bar


@dataclass(frozen=True, slots=True)
class PaceView:
    """`answer` is the first sentence of the page, `title` the finding of the section."""

    answer: str
    title: str
    perimeter: str
    chart: LineChart
    lines: list[PaceLine]
    left: str


def pace_views(spending: Spending, paces: Iterable[Pace]) -> list[PaceView]:
    """The pace of each convention that counts passes; none when no pass was handed out and no
    schedule expects any.
    """
    handed_out = handed_out_by_month(spending)
    views = (_pace_view(one, spending, handed_out) for one in paces)
    return [view for view in views if view is not None]


def _pace_view(
    pace: Pace, spending: Spending, handed_out: Mapping[dt.date, int]
) -> PaceView | None:
    needs, schedule, today = needs_of(pace, spending), pace.schedule, spending.until
    goals = {_goal(one): one.ends_on for one in needs.ends} if needs else {}
    last = max(goals.values(), default=None)
    months = passes_by_month.months_of(handed_out, pace.spent, schedule, today, last)
    if not months:
        return None
    perimeter = perimeter_of(str(spending.programme), str(pace.convention or ""))
    chart = passes_by_month.chart_of(months, schedule, perimeter, today, goals)
    if needs is None or schedule is None:
        return PaceView(f"{chart.finding}.", chart.finding, chart.measure, chart, [], "")
    return PaceView(
        _answer(months, schedule, today),
        _title(needs, schedule),
        chart.measure,
        chart,
        _lines(needs),
        f"{_left(needs)} Prévu du {day(schedule.starts_on)} au {day(schedule.ends_on)}.",
    )


def _goal(need: Need) -> str:
    announced = "fin annoncée" if need.avenant else "fin en vigueur"
    return f"{day_and_month(need.ends_on)}\u00a0: {announced}"


def _answer(months: Sequence[Month], schedule: Schedule, today: dt.date) -> str:
    spent, expected = passes_by_month.reached_in(months), schedule.target(today)
    said = "En avance sur" if spent > expected else "En retard sur" if spent < expected else "Selon"
    counted = f"{count(spent, 'pass consommé')}, {count(expected, 'prévu')}"
    return f"{said} l’échéancier ({schedule.label})\u00a0: {counted}."


def _title(needs: Needs, schedule: Schedule) -> str:
    if not needs.left:
        return f"Les {count(schedule.total, 'pass')} prévus sont consommés"
    if not needs.ends:
        missing = f"{count(needs.left, 'pass')} n’ont pas été consommés"
        ended = "La convention a pris fin" if needs.ended_on else "L’échéancier a fini"
        over = f"{ended} le {day(needs.ended_on or schedule.ends_on)}"
        return f"{over}\u00a0: {missing}"
    need = needs.ends[0]
    asked = f"il faudrait consommer {count(need.passes, 'pass')} en {DAYS}\u00a0jours"
    observed = number(round(needs.observed))
    return f"Pour finir le {day(need.ends_on)}, {asked}, contre {observed} aujourd’hui"


def _lines(needs: Needs) -> list[PaceLine]:
    highest = max(needs.observed, *(Decimal(one.passes) for one in needs.ends), Decimal(1))
    observed = f"moyenne des {needs.window} derniers jours"
    lines = [
        PaceLine(
            "Rythme constaté", observed, number(round(needs.observed)), bar(needs.observed, highest)
        )
    ]
    for one in needs.ends:
        why = "fin en vigueur"
        if one.avenant:
            why = f"fin annoncée, avenant n°\u00a0{one.avenant.number} non signé"
        if needs.observed:
            times = one.passes / needs.observed
            said = number(round(times, 0 if times >= 10 else 1))
            why += f"\u00a0; {said} fois le rythme constaté"
        until, drawn = f"Jusqu’au {day(one.ends_on)}", bar(one.passes, highest)
        lines.append(PaceLine(until, why, number(one.passes), drawn))
    return lines


def _left(needs: Needs) -> str:
    days = " ou ".join(number(one.days) for one in needs.ends)
    sum_of = f"{number(needs.total)} moins {number(needs.total - needs.left)}"
    left = f"Reste à consommer\u00a0: {count(needs.left, 'pass')} ({sum_of})"
    return f"{left}, en {days}\u00a0jours." if days else f"{left}."
