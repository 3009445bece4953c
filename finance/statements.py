"""What each funder counts, month by month, on its own basis: two bases are two statements."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Clause, Convention, Programme
from finance.enums import ExpenseKind
from finance.models import Expense
from finance.rules import Aid, instalments, months_between, total
from mediation.models import RedeemedPass

NOTHING = Decimal("0.00")
UNSIGNED = "Convention votée, signature non communiquée\u00a0: ses termes sont ceux du texte voté."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a convention says about money, and whether it is signed."""

    aid: Aid
    basis: Basis
    window: tuple[dt.date | None, dt.date | None]
    note: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One month of a base: `base` is what counts, `outside` was paid but does not."""

    passes: int = 0
    base: Decimal = NOTHING
    outside: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Line:
    """A month of a statement, with what it adds and what is reached."""

    month: dt.date
    passes: int
    base: Decimal
    outside: Decimal
    share: Decimal
    base_reached: Decimal
    share_reached: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """A funder's account: its terms and its months."""

    convention: Convention
    terms: Terms
    lines: Sequence[Line]

    @property
    def basis(self) -> Basis:
        return self.terms.basis

    @property
    def totals(self) -> dict[str, Decimal | int]:
        """Over the months shown; what is reached is that of the last month."""
        last = self.lines[-1] if self.lines else None
        return {
            "passes": sum(line.passes for line in self.lines),
            "base": total(line.base for line in self.lines),
            "outside": total(line.outside for line in self.lines),
            "share": total(line.share for line in self.lines),
            "base_reached": last.base_reached if last else NOTHING,
            "share_reached": last.share_reached if last else NOTHING,
        }


def statements_of(
    conventions: Iterable[Convention], day: dt.date, *, year: int | None = None
) -> list[Statement]:
    """One statement a convention that says what it counts; only the months of `year` if given."""
    found = []
    for convention in conventions:
        terms = terms_of(convention, day)
        if terms is not None:
            lines = _lines(convention.programme, terms, day)
            shown = [line for line in lines if year in {None, line.month.year}]
            found.append(Statement(convention, terms, shown))
    return found


def terms_of(convention: Convention, day: dt.date) -> Terms | None:
    """The terms in force; before the signature, those of the text that was voted."""
    signed = convention.state != ConventionState.VOTED
    clauses = _clauses(convention, day)
    aid = aid_of(clauses)
    if ClauseKind.BASIS not in clauses or aid is None:
        return None
    return Terms(
        aid=aid,
        basis=Basis(clauses[ClauseKind.BASIS].text),
        window=(
            _day(clauses.get(ClauseKind.WINDOW_START)),
            _day(clauses.get(ClauseKind.WINDOW_END)),
        ),
        note="" if signed else UNSIGNED,
    )


def basis_of(convention: Convention, day: dt.date) -> Basis | None:
    """What a convention counts on a day; nothing when it does not say."""
    clause = _clauses(convention, day).get(ClauseKind.BASIS)
    return Basis(clause.text) if clause else None


def _clauses(convention: Convention, day: dt.date) -> dict[ClauseKind, Clause]:
    voted = convention.state == ConventionState.VOTED
    return _voted(convention) if voted else convention.terms(day)


def aid_of(clauses: dict[ClauseKind, Clause]) -> Aid | None:
    """The exact ratio of two amounts where the text gives them, else the stated rate."""
    grant = _amount(clauses.get(ClauseKind.GRANT_MAX))
    base = _amount(clauses.get(ClauseKind.ELIGIBLE_BASE))
    if grant is not None and base is not None:
        return Aid(grant, base, grant)
    rate = clauses[ClauseKind.AID_RATE].rate if ClauseKind.AID_RATE in clauses else None
    if rate is None:
        return None
    budget = _amount(clauses.get(ClauseKind.BUDGET))
    return Aid(rate, Decimal(100), None if budget is None else Aid(rate, Decimal(100)).due(budget))


def _voted(convention: Convention) -> dict[ClauseKind, Clause]:
    clauses = convention.clauses.filter(avenant__isnull=True).order_by("pk")
    return {ClauseKind(clause.kind): clause for clause in clauses}


def _day(clause: Clause | None) -> dt.date | None:
    return clause.day if clause else None


def _amount(clause: Clause | None) -> Decimal | None:
    return clause.amount if clause else None


def _lines(programme: Programme, terms: Terms, day: dt.date) -> list[Line]:
    by_month = (
        consumed_by_month(programme, day)
        if terms.basis == Basis.CONSUMED
        else paid_by_month(programme, terms.window, day)
    )
    if not by_month:
        return []
    months = months_between(min(by_month), day)
    facts = [by_month.get(month, Facts()) for month in months]
    bases = [fact.base for fact in facts]
    shares = instalments(bases, terms.aid)
    rows = zip(months, facts, shares, accumulate(bases), accumulate(shares), strict=True)
    return [
        Line(month, fact.passes, fact.base, fact.outside, share, base_reached, share_reached)
        for month, fact, share, base_reached, share_reached in rows
    ]


def consumed_by_month(programme: Programme, day: dt.date) -> dict[dt.date, Facts]:
    """Passes spent and their value, by the month of the session."""
    rows = (
        RedeemedPass.objects.filter(redemption__programme=programme, redemption__held_on__lte=day)
        .annotate(month=TruncMonth("redemption__held_on"))
        .values("month")
        .annotate(passes=Count("pk"), amount=Sum("value"))
        .order_by("month")
    )
    return {row["month"]: Facts(row["passes"], row["amount"]) for row in rows}


def paid_by_month(
    programme: Programme, window: tuple[dt.date | None, dt.date | None], day: dt.date
) -> dict[dt.date, Facts]:
    """Purchases of passes, by the month of their payment: only payments in the window count."""
    start, end = window
    inside = Q()
    if start is not None:
        inside &= Q(paid_on__gte=start)
    if end is not None:
        inside &= Q(paid_on__lte=end)
    rows = (
        Expense.objects.filter(programme=programme, kind=ExpenseKind.PASSES, paid_on__lte=day)
        .annotate(month=TruncMonth("paid_on"))
        .values("month")
        .annotate(paid=Sum("amount"), counted=Sum("amount", filter=inside))
        .order_by("month")
    )
    return {
        row["month"]: Facts(
            base=row["counted"] or NOTHING, outside=row["paid"] - (row["counted"] or NOTHING)
        )
        for row in rows
    }
