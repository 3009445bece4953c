"""What the page of figures shows: the counts of passes on a day, by lot, year and people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.formats import count
from finance.readings.spending import Spending
from programmes.models import Programme
from reporting.documents import year_in_words
from reporting.readings import indicators
from reporting.readings.passes_by_month import Pace, paces_on, years_of
from reporting.readings.reports import people_of
from reporting.rules import LEAST_SHOWN, can_total
from reporting.tables import LotTable, PeopleTable

KINDS = {
    "by_category": ("Public", "public", "Pass par public"),
    "by_epci": ("Intercommunalité", "intercommunalité", "Pass par intercommunalité d’habitation"),
    "by_departement": ("Département", "département", "Pass par département d’habitation"),
}


@dataclass(frozen=True, slots=True)
class People:
    """People and passes by public or by territory: `title` is the finding of the table."""

    anchor: str
    title: str
    table: PeopleTable


def figures_page(programme: Programme, day: dt.date) -> dict[str, Any]:
    """The tables of a programme at the end of a day; each of `paces` has the years of a convention
    that counts passes, if there is one.
    """
    spending = Spending(programme, day)
    holders = indicators.holders(programme, day, spending.consumed)
    people = people_of(holders) | {"spent": sum(one.spent for one in holders)}
    lots = indicators.by_lot(spending)
    return {
        "day": day,
        "counts": sum((one.counts for one in lots), indicators.PassCounts()),
        "lots_title": count(len(lots), "lot commandé"),
        "lots": LotTable(lots),
        "paces": [_years(pace, day) for pace in paces_on(spending)],
        "publics": [
            _people(name, people)
            for name in KINDS
            if name != "by_departement" or len(people[name]) > 1
        ],
    }


def _years(pace: Pace, day: dt.date) -> dict[str, Any]:
    years = years_of(pace.spent, pace.schedule, day)
    return {
        "convention": pace.convention,
        "schedule": pace.schedule,
        "years": [year_in_words(one) for one in years],
    }


def _people(name: str, people: dict[str, Any]) -> People:
    """The groups shown, those that are hidden as one line, and their total."""
    head, noun, caption = KINDS[name]
    groups: Sequence[dict[str, Any]] = people[name]
    shown = [group for group in groups if group["people"] is not None]
    hidden = len(groups) - len(shown)
    rows = list(shown)
    if hidden:
        said = f"{count(hidden, noun)} de moins de {LEAST_SHOWN} personnes"
        rows.append({"label": said, "people": None, "handed_out": None, "spent": None})
    totals = {"handed_out": people["handed_out"], "spent": people["spent"]}
    known = sum(group["people"] for group in shown)
    reached = people["reached"]
    totals["people"] = reached if can_total(reached, known, hidden) else None
    title = count(len(groups), noun)
    return People(name, title, PeopleTable(rows, caption=caption, head=head, totals=totals))
