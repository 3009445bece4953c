"""What the page of figures shows: the counts of passes on a day, by lot, year and people."""

import datetime as dt
from typing import Any

from finance.readings.spending import Spending
from programmes.models import Programme
from reporting.documents import year_in_words
from reporting.readings import indicators
from reporting.readings.passes_by_month import paces_on, years_of
from reporting.readings.reports import people_of
from reporting.tables import LotTable, PeopleTable


def figures_page(programme: Programme, day: dt.date) -> dict[str, Any]:
    """The tables of a programme at the end of a day; each of `paces` has the years of a convention
    that counts passes, if there is one.
    """
    spending = Spending(programme, day)
    people = people_of(indicators.holders(programme, day, spending.consumed))
    shown = [("by_category", "Public"), ("by_epci", "Intercommunalité d’habitation")]
    if len(people["by_departement"]) > 1:
        shown.append(("by_departement", "Département d’habitation"))
    return {
        "day": day,
        "lots": LotTable(indicators.by_lot(spending)),
        "paces": [
            {
                "convention": pace.convention,
                "schedule": pace.schedule,
                "years": [year_in_words(one) for one in years_of(pace.spent, pace.schedule, day)],
            }
            for pace in paces_on(spending)
        ],
        "publics": [
            PeopleTable(people[name], head=head, caption=f"Pass par {head.lower()}")
            for name, head in shown
        ],
    }
