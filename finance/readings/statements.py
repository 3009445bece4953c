"""Statements: what each funder owes, month by month, on the basis that its convention counts."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Convention
from conventions.readings.findings import amount_of, day_of
from conventions.readings.texts import ClausesByKind
from finance.enums import ExpenseKind
from finance.models import Expense
from finance.rules import Aid, instalments, months_between, total
from mediation.models import RedeemedPass
from programmes.models import Programme

ZERO = Decimal("0.00")
UNSIGNED = "Convention votée, signature non communiquée\u00a0: ses termes sont ceux du texte voté."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a convention says of its aid: the share, what is counted, and the payment window.

    `note` is a sentence for readers when the convention is not signed yet.
    """

    aid: Aid
    basis: Basis
    window: tuple[dt.date | None, dt.date | None]
    note: str


@dataclass(frozen=True, slots=True)
class MonthAmounts:
    """The amounts of one month: `base` counts for the aid; `outside`, paid out of the window,
    does not."""

    passes: int = 0
    base: Decimal = ZERO
    outside: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One month of a statement, with the totals since the first month (`..._reached`)."""

    month: dt.date
    passes: int
    base: Decimal
    outside: Decimal
    share: Decimal
    base_reached: Decimal
    share_reached: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """The account of one funder: the terms of its convention and one line a month."""

    convention: Convention
    terms: Terms
    lines: Sequence[StatementLine]

    @property
    def totals(self) -> dict[str, Decimal | int]:
        """The sums over the months shown; the `..._reached` are those of the last month."""
        last = self.lines[-1] if self.lines else None
        return {
            "passes": sum(line.passes for line in self.lines),
            "base": total(line.base for line in self.lines),
            "outside": total(line.outside for line in self.lines),
            "share": total(line.share for line in self.lines),
            "base_reached": last.base_reached if last else ZERO,
            "share_reached": last.share_reached if last else ZERO,
        }


def statements_of(
    conventions: Iterable[Convention], day: dt.date, *, year: int | None = None
) -> list[Statement]:
    """One statement for each convention whose terms say what it counts and pays.

    With `year`, only its months are kept; what was reached before stays counted.
    """
    found = []
    for convention in conventions:
        terms = terms_of(convention, day)
        if terms is not None:
            lines = _statement_lines(convention.programme, terms, day)
            shown = [line for line in lines if year in {None, line.month.year}]
            found.append(Statement(convention, terms, shown))
    return found


def terms_of(convention: Convention, day: dt.date) -> Terms | None:
    """The terms in force on a day; before the signature, those of the text that was voted.

    None when the terms do not say what is counted, or at what rate.
    """
    clauses = _clauses_in_force(convention, day)
    aid = aid_of(clauses)
    if ClauseKind.BASIS not in clauses or aid is None:
        return None
    return Terms(
        aid=aid,
        basis=Basis(clauses[ClauseKind.BASIS].text),
        window=(day_of(clauses, ClauseKind.WINDOW_START), day_of(clauses, ClauseKind.WINDOW_END)),
        note=UNSIGNED if convention.state == ConventionState.VOTED else "",
    )


def basis_of(convention: Convention, day: dt.date) -> Basis | None:
    """What a convention counts on a day; None when its terms do not say."""
    clause = _clauses_in_force(convention, day).get(ClauseKind.BASIS)
    return Basis(clause.text) if clause else None


def _clauses_in_force(convention: Convention, day: dt.date) -> ClausesByKind:
    if convention.state != ConventionState.VOTED:
        return convention.clauses_in_force(day)
    voted = convention.clauses.filter(avenant__isnull=True).order_by("pk")
    return {ClauseKind(clause.kind): clause for clause in voted}


def aid_of(clauses: ClausesByKind) -> Aid | None:
    """The aid of a convention: the exact ratio of grant to base if given, else the stated rate."""
    grant = amount_of(clauses, ClauseKind.GRANT_MAX)
    base = amount_of(clauses, ClauseKind.ELIGIBLE_BASE)
    if grant is not None and base is not None:
        return Aid(grant, base, grant)
    rate = clauses[ClauseKind.AID_RATE].rate if ClauseKind.AID_RATE in clauses else None
    if rate is None:
        return None
    budget = amount_of(clauses, ClauseKind.BUDGET)
    return Aid(rate, Decimal(100), None if budget is None else Aid(rate, Decimal(100)).due(budget))


def _statement_lines(programme: Programme, terms: Terms, day: dt.date) -> list[StatementLine]:
    by_month = (
        consumed_by_month(programme, day)
        if terms.basis == Basis.CONSUMED
        else paid_by_month(programme, terms.window, day)
    )
    if not by_month:
        return []
    months = months_between(min(by_month), day)
    amounts = [by_month.get(month, MonthAmounts()) for month in months]
    bases = [one.base for one in amounts]
    shares = instalments(bases, terms.aid)
    together = zip(months, amounts, shares, accumulate(bases), accumulate(shares), strict=True)
    return [
        StatementLine(month, one.passes, one.base, one.outside, share, base_reached, share_reached)
        for month, one, share, base_reached, share_reached in together
    ]


def consumed_by_month(programme: Programme, day: dt.date) -> dict[dt.date, MonthAmounts]:
    """Passes spent and their value, by the first day of the month of the session."""
    rows = (
        RedeemedPass.objects.filter(redemption__programme=programme, redemption__held_on__lte=day)
        .annotate(month=TruncMonth("redemption__held_on"))
        .values("month")
        .annotate(passes=Count("pk"), amount=Sum("value"))
        .order_by("month")
    )
    return {row["month"]: MonthAmounts(row["passes"], row["amount"]) for row in rows}


def paid_by_month(
    programme: Programme, window: tuple[dt.date | None, dt.date | None], day: dt.date
) -> dict[dt.date, MonthAmounts]:
    """Purchases of passes, by the first day of the month of payment.

    Only payments inside `window` (first and last day, None when open) are in `base`.
    """
    start, end = window
    inside = Q(paid_on__range=(start or dt.date.min, end or dt.date.max))
    rows = (
        Expense.objects.filter(programme=programme, kind=ExpenseKind.PASSES, paid_on__lte=day)
        .annotate(month=TruncMonth("paid_on"))
        .values("month")
        .annotate(paid=Sum("amount"), base=Sum("amount", filter=inside, default=ZERO))
        .order_by("month")
    )
    return {
        row["month"]: MonthAmounts(base=row["base"], outside=row["paid"] - row["base"])
        for row in rows
    }
