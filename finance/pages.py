"""What the finance pages show."""

import datetime as dt
from collections.abc import Iterable

from conventions.models import Convention
from finance.readings.explanations import explanations_of
from finance.readings.statements import statements_of
from finance.tables import TABLES, StatementTable


def accounts_of(
    conventions: Iterable[Convention], today: dt.date, year: int | None
) -> list[StatementTable]:
    """The accounts of conventions on a day, explained; only the months of `year` if given."""
    return [
        TABLES[one.terms.basis](one, explanations_of(one, today))
        for one in statements_of(conventions, today, year=year)
    ]
