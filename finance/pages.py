"""What the finance pages show."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from conventions.models import Convention
from finance.readings.statements import Statement, statements_of
from finance.tables import TABLES, StatementTable


@dataclass(frozen=True, slots=True)
class Account:
    """The statement of one funder and the table that shows it."""

    statement: Statement
    table: StatementTable


def accounts_of(
    conventions: Iterable[Convention], today: dt.date, year: int | None
) -> list[Account]:
    """The accounts of conventions on a day; only the months of `year` if given."""
    statements = statements_of(conventions, today, year=year)
    return [Account(one, TABLES[one.basis](one)) for one in statements]
