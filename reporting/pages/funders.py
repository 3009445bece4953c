"""What each funder owes on a day, on its own basis, and what moved since the week before."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from common.formats import change, percent_of
from common.gauges import Bar, bar
from common.periods import WEEK
from conventions.models import Convention
from conventions.readings.conventions import signed_or_not
from finance.pages import anchor_of
from finance.readings.spending import Spending
from finance.readings.statements import Statement, statements_since


@dataclass(frozen=True, slots=True)
class FunderLine:
    """What a funder owes beside the most that it pays; `bar` and `share` are empty without one."""

    funder: str
    url: str
    basis: str
    due: Decimal
    change: str
    most: Decimal | None
    bar: Bar | None
    share: str


def funder_lines(conventions: Iterable[Convention], spending: Spending) -> list[FunderLine]:
    """One line for each convention that says what it counts and pays."""
    found = statements_since(conventions, spending, spending.until - WEEK)
    return [_line(statement, before) for statement, before in found]


def _line(now: Statement, before: Decimal) -> FunderLine:
    most = now.terms.maximum.amount if now.terms.maximum else None
    return FunderLine(
        str(now.convention.funder),
        f"{reverse('finance:index')}#{anchor_of(now.convention)}",
        f"{now.basis}. {signed_or_not(now.convention)}.",
        now.due.amount,
        change(now.due.amount - before, 2),
        most,
        bar(now.due.amount, most) if most else None,
        percent_of(now.due.amount, most) if most else "",
    )
