"""What the page of figures shows: the counts of passes on a day, by lot, year and people."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from circulation.readings.lots import PassCounts
from circulation.rules import LEAST_SHOWN, can_total
from common import formats
from common.formats import count
from conventions.models import Clause
from conventions.pages.texts import document_url
from conventions.readings.conventions import passes_target
from conventions.readings.texts import clause_in_words, sentences, source_of
from deliberations.models import Calendar
from finance.readings.spending import Spending
from programmes.models import Programme
from reporting.documents import year_in_words
from reporting.readings import indicators
from reporting.readings.passes_by_month import Pace, paces_on, years_of
from reporting.readings.reports import people_of
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
    lots, paces = indicators.by_lot(spending), paces_on(spending)
    return {
        "day": day,
        "counts": sum((one.counts for one in lots), PassCounts()),
        "lots_title": count(len(lots), "lot commandé"),
        "lots": LotTable(lots),
        "targets": _targets(spending, paces),
        "paces": [_years(pace, day) for pace in paces],
        "publics": [
            _people(name, people)
            for name in KINDS
            if name != "by_departement" or len(people[name]) > 1
        ],
    }


def _targets(spending: Spending, paces: list[Pace]) -> list[dict[str, str]]:
    """How many passes are to be deployed on a day, each number with the text that says it."""
    day, texts = spending.until, spending.texts
    terms = [texts.in_force(one.convention, day) if one.convention else {} for one in paces]
    found = [passes_target(spending.programme, one, day) for one in terms]
    return [_target(one, day) for one in dict.fromkeys(found) if one is not None]


def _target(source: Clause | Calendar, day: dt.date) -> dict[str, str]:
    if isinstance(source, Clause):
        value, url = clause_in_words(source), document_url(source.avenant or source.convention)
        row = {"key": str(source.convention), "since": source_of(source, day), "url": url}
    else:
        value, vote = source.passes_in_words, source.deliberation
        since = sentences(f"en vigueur depuis le {formats.day(source.in_force_on)}", source.note)
        row = {"key": "Calendrier", "since": since}
        if vote is not None:
            row["key"] = f"Délibération n°\u00a0{vote.number}"
            row["url"] = reverse("dossiers:deliberation", args=[vote.public_id])
    return row | {"value": value, "act": "Lire"}


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
