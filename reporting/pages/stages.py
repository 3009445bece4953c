"""Where the passes are: from the objective to those consumed, on one scale, and what moved."""

from collections.abc import Sequence
from dataclasses import dataclass

from circulation.readings.lots import PassCounts
from common.formats import NOT_APPLICABLE, change, count, day_and_month, percent_of
from common.gauges import Bar, bar
from common.periods import WEEK
from finance.readings.spending import Spending
from reporting.readings import indicators
from reporting.readings.passes_by_month import Pace, objective_of


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage that contains the next one: its passes, what is left in it, and what changed."""

    name: str
    passes: int
    bar: Bar
    share: str
    left: str
    change: str


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of a programme on a day; `title` is their finding, `since` the day compared."""

    title: str
    perimeter: str
    since: str
    rows: list[Stage]


def stages_on(spending: Spending, paces: Sequence[Pace]) -> Stages:
    """The stages beside the objective of the conventions, else beside what was ordered."""
    earlier, objective = spending.until - WEEK, objective_of(paces)
    now, before = (indicators.pass_counts(one) for one in (spending, spending.up_to(earlier)))
    whole = objective or now.ordered
    rows = [
        Stage(
            name,
            getattr(now, stage),
            bar(getattr(now, stage), whole),
            percent_of(getattr(now, stage), whole),
            left,
            change(getattr(now, stage) - getattr(before, stage)),
        )
        for stage, name, left in _stages(now)
    ]
    if objective:
        rows.insert(0, _objective(objective, now.ordered))
    named = "prévus" if objective else "commandés"
    return Stages(
        f"De {count(whole, 'pass')} {named} à {count(now.spent, 'consommé')}",
        f"{spending.programme}, cumul. Chaque étape contient la suivante.",
        day_and_month(earlier),
        rows,
    )


def _objective(objective: int, ordered: int) -> Stage:
    missing = objective - ordered
    left = f"{count(missing, 'pass')} à commander" if missing > 0 else "tous commandés"
    drawn = bar(objective, objective, kind="absent")
    whole = percent_of(objective, objective)
    return Stage("Objectif", objective, drawn, whole, left, NOT_APPLICABLE)


def _stages(now: PassCounts) -> list[tuple[str, str, str]]:
    """Each stage, its name, and what is left in it."""
    return [
        ("ordered", "Commandés", _waiting(now.ordered - now.delivered, "à livrer", "tous livrés")),
        (
            "delivered",
            "Livrés",
            _waiting(now.delivered - now.active, "sans mandat", "tous en service"),
        ),
        ("active", "En service", _waiting(now.active - now.handed_out, "à remettre", "tous remis")),
        (
            "handed_out",
            "Remis",
            _waiting(now.handed_out - now.spent, "pas encore consommés", "tous consommés"),
        ),
        ("spent", "Consommés", f"soit {percent_of(now.spent, now.handed_out)} des pass remis"),
    ]


def _waiting(passes: int, what: str, nothing: str) -> str:
    return f"{count(passes, 'pass')} {what}" if passes else nothing
