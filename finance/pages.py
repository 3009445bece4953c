"""What the finance pages show: the account of each funder, its answer first, then its months."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from common.column_charts import ColumnChart, highest_in_words
from common.formats import (
    NBSP,
    change,
    count,
    day,
    day_and_month,
    euros,
    month,
    month_short,
    number,
    percent_of,
    quarter,
)
from common.gauges import Bar, bar
from common.periods import WEEK, period_end
from conventions.enums import Basis
from conventions.models import Convention
from finance.enums import ExpenseKind, Kept
from finance.readings.explanations import Explanation, explanations_of, formula_of
from finance.readings.spending import Spending
from finance.readings.statements import (
    MonthAmounts,
    Statement,
    StatementLine,
    statements_since,
    sum_of,
)
from finance.rules import months_between, total


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of an account; `url` opens the rows that it counts."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an account: a year, a quarter, a month or the total."""

    label: str
    kind: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Year:
    """A year of an account, its months and quarters under it when it is opened."""

    row: Row
    rows: list[Row]
    is_open: bool
    url: str


@dataclass(frozen=True, slots=True)
class FunderAccount:
    """The account of a funder on a day: what is due, how, of how much, and month by month."""

    statement: Statement
    formula: str
    change: str
    bar: Bar | None
    share: str
    chart: ColumnChart | None
    head: list[str]
    years: list[Year]
    total: Row
    explanations: list[Explanation]
    posts: list[Row]

    @property
    def anchor(self) -> str:
        return anchor_of(self.statement.convention)


def anchor_of(convention: Convention) -> str:
    """Where the account of a convention stands in the page."""
    return f"compte-{convention.pk}"


def accounts_of(
    conventions: Iterable[Convention], today: dt.date, opened: int | None
) -> list[FunderAccount]:
    """The accounts of conventions of a programme on a day, with the months of the year `opened`."""
    kept = list(conventions)
    if not kept:
        return []
    found = statements_since(kept, Spending(kept[0].programme, today), today - WEEK)
    firsts = [one.first_month for one, _ in found if one.first_month]
    first = min(firsts, default=today.replace(day=1))
    return [_account(one, before, first, today, opened) for one, before in found]


def lead_of(accounts: Sequence[FunderAccount]) -> str:
    """`Dû : ANCT 6 995,00 € ; à devoir une fois signée : …`: the answer of the page."""
    found: dict[str, list[str]] = {"Dû": [], "à devoir, une fois la convention signée": []}
    for one in accounts:
        funder, due = one.statement.convention.funder, euros(one.statement.due.amount)
        found[[*found][not one.statement.terms.is_signed]].append(f"{funder} {due}")
    parts = [f"{word}\u00a0: {', '.join(said)}" for word, said in found.items() if said]
    lead = "\u00a0; ".join(parts)
    return f"{lead[:1].upper()}{lead[1:]}." if lead else ""


def _account(
    statement: Statement, before: Decimal, first: dt.date, today: dt.date, opened: int | None
) -> FunderAccount:
    due, most = statement.due.amount, statement.terms.maximum
    columns, anchor = _columns(statement), anchor_of(statement.convention)
    moved = change(due - before, 2)
    by_year = groupby(statement.lines, key=lambda line: line.month.year)
    return FunderAccount(
        statement,
        formula_of(statement),
        f"{moved}{'' if due == before else NBSP + '€'} depuis le {day_and_month(today - WEEK)}",
        bar(due, most.amount) if most else None,
        percent_of(due, most.amount) if most else "",
        _chart(statement, first, today),
        [column.head for column in columns],
        [
            _year(year, list(lines), columns, today, opened=opened, anchor=anchor)
            for year, lines in by_year
        ],
        _row("Total", "total", statement.lines, columns, today),
        explanations_of(statement, today),
        list(_posts(statement)),
    )


def _posts(statement: Statement) -> Iterator[Row]:
    """The posts of a plan and their total: planned, paid with the page of its rows, and left."""
    posts = statement.posts
    for one in posts:
        nature = ExpenseKind.PASSES.label if one.post is None else one.label
        url = rows_url(statement.convention, nature=nature, retenu=Kept.YES)
        yield Row(one.label, "post", _amounts(one.planned, one.paid, url))
    if posts:
        sums = (total(one.planned for one in posts), total(one.paid for one in posts))
        url = rows_url(statement.convention, retenu=Kept.YES)
        yield Row("Total", "total", _amounts(*sums, url))


def _amounts(planned: Decimal, paid: Decimal, url: str) -> list[Cell]:
    opened = Cell(number(paid, 2), url if paid else "")
    return [Cell(number(planned, 2)), opened, Cell(number(planned - paid, 2))]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an account: a figure of some months, and the page of the rows that it counts,
    of those months or, for a sum that goes on, `since` a day.
    """

    head: str
    name: str
    places: int | None
    rows: str
    since: dt.date | None = None

    def cell(self, lines: Sequence[StatementLine], days: tuple[dt.date, dt.date]) -> Cell:
        value, first = self._value(lines), self.since or days[0]
        between = urlencode({"du": f"{first:%d/%m/%Y}", "au": f"{days[1]:%d/%m/%Y}"}, safe="/")
        url = f"{self.rows}{'&' if '?' in self.rows else '?'}{between}"
        return Cell(number(value, self.places), url if value else "")

    def _value(self, lines: Sequence[StatementLine]) -> Decimal | int:
        if self.name == "share":
            return total(line.share for line in lines)
        if self.name == "share_reached":
            return lines[-1].share_reached if lines else Decimal(0)
        counted: MonthAmounts = sum_of(line.counted for line in lines)
        value: Decimal | int = getattr(counted, self.name)
        return value


def _columns(statement: Statement) -> list[Column]:
    """Those of its basis; what is nothing in all its months has no column."""
    convention, counted = statement.convention, statement.counted
    kept = rows_url(convention, retenu=Kept.YES)
    not_kept = rows_url(convention, retenu=Kept.NO)
    outside = [Column("Non retenu (€)", "outside", 2, not_kept)] if counted.outside else []
    if statement.terms.basis == Basis.PURCHASED:
        paid = Column("Dépenses payées (€\u00a0HT)", "value", 2, kept)
        return [paid, *outside, *_reached(statement, kept)]
    consumed = reverse("finance:consumed", args=[convention.public_id])
    costs = rows_url(convention, nature=ExpenseKind.ENGINEERING.label, retenu=Kept.YES)
    engineering = Column("Coûts annexes\u00a0(€)", "engineering", 2, costs)
    return [
        Column("Pass", "passes", None, consumed),
        Column("Valeur (€)", "value", 2, consumed),
        *([engineering] if counted.engineering else []),
        *outside,
        *_reached(statement, kept if counted.engineering else consumed),
    ]


def _reached(statement: Statement, rows: str) -> list[Column]:
    """The share of the funder and its sum, with the page of the rows that they are a part of."""
    share = "Part acquise (€)" if statement.advance else "Part (€)"
    since = statement.lines[0].month if statement.lines else None
    return [
        Column(share, "share", 2, rows),
        Column("Cumul (€)", "share_reached", 2, rows, since),
    ]


def rows_url(convention: Convention, **asked: str) -> str:
    """The page of the rows that the account of a convention reads, filtered."""
    url = reverse("finance:rows", args=[convention.public_id])
    return f"{url}?{urlencode(asked)}"


def _year(
    year: int,
    lines: list[StatementLine],
    columns: list[Column],
    today: dt.date,
    *,
    opened: int | None,
    anchor: str,
) -> Year:
    """A year with its quarters, and the months of those in which something was counted."""
    rows: list[Row] = []
    for _, of_quarter in groupby(lines, key=lambda line: (line.month.month - 1) // 3):
        months = list(of_quarter)
        if any(line.counted != MonthAmounts() for line in months):
            rows += [_row(_month(line, today), "month", [line], columns, today) for line in months]
        rows.append(_row(_quarter(months, today), "quarter", months, columns, today))
    name = f"{year}{'' if year < today.year else ', en cours'}"
    is_open = year == (today.year if opened is None else opened)
    url = "" if is_open else f"?annee={year}#{anchor}"
    return Year(_row(name, "year", lines, columns, today), rows, is_open, url)


def _row(
    label: str, kind: str, lines: Sequence[StatementLine], columns: list[Column], today: dt.date
) -> Row:
    days = (lines[0].month, min(period_end(lines[-1].month, 1), today)) if lines else (today, today)
    return Row(label, kind, [column.cell(lines, days) for column in columns])


def _month(line: StatementLine, today: dt.date) -> str:
    name = month(line.month).partition("\u00a0")[0]
    is_over = period_end(line.month, 1) <= today
    return name if is_over else f"{name}, jusqu’au {today.day}"


def _quarter(lines: Sequence[StatementLine], today: dt.date) -> str:
    name = quarter(lines[0].month).rpartition("\u00a0")[0]
    return name if period_end(lines[0].month, 3) <= today else f"{name} en cours"


def _chart(statement: Statement, first: dt.date, today: dt.date) -> ColumnChart | None:
    """What the account counts in each month, on the time axis of all the accounts of the page."""
    by_month = {line.month: line.counted for line in statement.lines}
    purchased = statement.terms.basis == Basis.PURCHASED
    months = months_between(first, today)
    counted = [by_month.get(one, MonthAmounts()) for one in months]
    values = [one.value if purchased else one.passes for one in counted]
    if not any(values):
        return None
    highest = highest_in_words([month(one) for one in months], values)
    most = euros(max(values)) if purchased else count(int(max(values)), "pass consommé")
    what = "Achats de pass payés, € HT" if purchased else "Pass consommés"
    return ColumnChart(
        f"{most}{' payés' if purchased else ''} en {highest}",
        f"{what} par mois, au {day(today)}",
        [month_short(one) for one in months],
        values,
        2 if purchased else None,
    )
