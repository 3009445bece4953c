"""Statements: what each funder owes, month by month, on the basis that its convention counts."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import Count, Q, Subquery, Sum
from django.db.models.functions import TruncMonth

from common.money import share
from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Convention
from conventions.readings.findings import amount_of, day_of
from conventions.readings.texts import ClausesByKind
from finance.enums import ExpenseKind
from finance.models import Expense, FundingKey
from finance.rules import Aid, instalments, months_between, total
from mediation.models import RedeemedPass

Period = tuple[dt.date | None, dt.date | None]
ZERO = Decimal("0.00")
UNSIGNED = "Convention votée, signature non communiquée\u00a0: ses termes sont ceux du texte voté."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a convention says of its aid: the share, what is counted, and the days that count.

    `note` is a sentence for readers when the convention is not signed yet.
    """

    aid: Aid
    basis: Basis
    period: Period
    note: str


@dataclass(frozen=True, slots=True)
class MonthAmounts:
    """The amounts of one month: `value` of the passes consumed or bought and `engineering` count
    for the aid; `outside`, not in the days that count or above the cap, does not.
    """

    passes: int = 0
    value: Decimal = ZERO
    engineering: Decimal = ZERO
    outside: Decimal = ZERO

    @property
    def base(self) -> Decimal:
        return self.value + self.engineering


@dataclass(frozen=True, slots=True)
class Advance:
    """A grant due whole at the signature, and what is earned of it: the rest is repaid."""

    due: Decimal
    earned: Decimal

    @property
    def to_repay(self) -> Decimal:
        return self.due - self.earned


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One month of a statement, with the totals since the first month (`..._reached`)."""

    month: dt.date
    counted: MonthAmounts
    share: Decimal
    base_reached: Decimal
    share_reached: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """The account of one funder: the terms of its convention and one line a month.

    `without_key` counts the passes, or purchases, that only a funding key could give to it.
    `advance` is what was due at the signature, where the convention says so.
    """

    convention: Convention
    terms: Terms
    lines: Sequence[StatementLine]
    without_key: int
    advance: Advance | None = None

    @property
    def totals(self) -> dict[str, Decimal | int]:
        """The sums over the months shown; the `..._reached` are those of the last month."""
        last = self.lines[-1] if self.lines else None
        return {
            **asdict(sum_of(line.counted for line in self.lines)),
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
            lines = _statement_lines(terms.aid, counted_by_month(convention, day), day)
            shown = [line for line in lines if year in {None, line.month.year}]
            unnamed = without_key(convention, terms.basis, day)
            base = lines[-1].base_reached if lines else ZERO
            advance = advance_of(terms.basis, terms.aid, base)
            found.append(Statement(convention, terms, shown, unnamed, advance))
    return found


def terms_of(convention: Convention, day: dt.date) -> Terms | None:
    """The terms in force on a day; before the signature, those of the text that was voted.

    None when the terms do not say what is counted, or at what rate.
    """
    clauses = _clauses_in_force(convention, day)
    aid, basis = aid_of(clauses), stated_basis(clauses)
    if basis is None or aid is None:
        return None
    return Terms(
        aid=aid,
        basis=basis,
        period=eligible_period(clauses),
        note=UNSIGNED if convention.state == ConventionState.VOTED else "",
    )


def advance_of(basis: Basis | None, aid: Aid, base: Decimal) -> Advance | None:
    """The advance of a convention and what a base earns of it, at the exact ratio (our reading of
    the call of 2019); None for another basis, or when no maximum is given.
    """
    if basis != Basis.ADVANCE or aid.maximum is None:
        return None
    return Advance(aid.maximum, aid.due(base))


def basis_of(convention: Convention, day: dt.date) -> Basis | None:
    """What a convention counts on a day; None when its terms do not say."""
    return stated_basis(_clauses_in_force(convention, day))


def stated_basis(clauses: ClausesByKind) -> Basis | None:
    return Basis(clauses[ClauseKind.BASIS].text) if ClauseKind.BASIS in clauses else None


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


def eligible_period(clauses: ClausesByKind) -> Period:
    """The first and the last day that count, None when open: those of spending, else of action."""
    start = day_of(clauses, ClauseKind.WINDOW_START) or day_of(clauses, ClauseKind.ACTION_START)
    end = day_of(clauses, ClauseKind.WINDOW_END) or day_of(clauses, ClauseKind.ACTION_END)
    return start, end


def engineering_cap(clauses: ClausesByKind) -> Decimal | None:
    """The most that counts of engineering, in euros: a rate of the whole budget."""
    rate, budget = clauses.get(ClauseKind.ENGINEERING_CAP), amount_of(clauses, ClauseKind.BUDGET)
    if rate is None or rate.rate is None or budget is None:
        return None
    return share(budget, Aid(rate.rate, Decimal(100)).ratio)


def counted_by_month(convention: Convention, day: dt.date) -> dict[dt.date, MonthAmounts]:
    """What a convention counts up to a day, by its basis in force on it, by first day of month;
    nothing when its clauses do not say what it counts.
    """
    clauses = _clauses_in_force(convention, day)
    basis, period = stated_basis(clauses), eligible_period(clauses)
    if basis is None:
        return {}
    paid = _Paid(convention, basis.counts, day)
    if basis == Basis.PURCHASED:
        return _purchased_by_month(paid, period)
    return _consumed_by_month(paid, period, engineering_cap(clauses))


def without_key(convention: Convention, basis: Basis, day: dt.date) -> int:
    """Passes consumed, or expenses paid, that no convention of a basis counts: several could, and
    no funding key says which.
    """
    paid = _Paid(convention, basis.counts, day)
    if paid.is_alone:
        return 0
    rows = paid.passes if basis.counts == Basis.CONSUMED else paid.expenses(ExpenseKind.PASSES)
    return int(rows.filter(payer=None).count())


class _Paid:
    """The rows that a convention pays up to a day: those that its funding keys name, and those that
    no key names when no other convention of the programme counts on its basis.
    """

    def __init__(self, convention: Convention, basis: Basis, day: dt.date) -> None:
        self.convention, self.basis, self.day = convention, basis, day
        rivals = Convention.objects.filter(
            programme=convention.programme_id,
            clauses__kind=ClauseKind.BASIS,
            clauses__text__in=[one for one in Basis if one.counts == basis],
        )
        others = rivals.exclude(pk=convention.pk).exclude(state=ConventionState.DRAFT)
        self.is_alone = not others.exists()

    @property
    def passes(self) -> Any:
        """The passes consumed in the programme, with the convention whose key names each."""
        rows = RedeemedPass.objects.filter(
            redemption__programme=self.convention.programme_id, redemption__held_on__lte=self.day
        )
        carnet = ("redeemed_pass__carnet__number", "redemption__programme")
        keys = FundingKey.objects.filter(basis=self.basis).of_carnet(*carnet)
        return rows.annotate(payer=Subquery(keys.values("convention")))

    def expenses(self, kind: ExpenseKind) -> Any:
        """The expenses of a kind, with the convention whose key alone names the lot of each."""
        rows = Expense.objects.filter(
            programme=self.convention.programme_id, kind=kind, paid_on__lte=self.day
        )
        keys = FundingKey.objects.filter(basis=self.basis).of_whole_lot("lot")
        return rows.annotate(payer=Subquery(keys))

    def own(self, rows: Any) -> Any:
        named = Q(payer=self.convention.pk)
        return rows.filter(named | Q(payer=None) if self.is_alone else named)


def sum_of(amounts: Iterable[MonthAmounts]) -> MonthAmounts:
    """The amounts of several months together."""
    rows = list(amounts)
    return MonthAmounts(
        sum(one.passes for one in rows),
        total(one.value for one in rows),
        total(one.engineering for one in rows),
        total(one.outside for one in rows),
    )


def _statement_lines(
    aid: Aid, by_month: dict[dt.date, MonthAmounts], day: dt.date
) -> list[StatementLine]:
    if not by_month:
        return []
    months = months_between(min(by_month), day)
    counted = [by_month.get(month, MonthAmounts()) for month in months]
    bases = [one.base for one in counted]
    shares = instalments(bases, aid)
    together = zip(months, counted, shares, accumulate(bases), accumulate(shares), strict=True)
    return [StatementLine(*line) for line in together]


def _consumed_by_month(
    paid: _Paid, period: Period, cap: Decimal | None
) -> dict[dt.date, MonthAmounts]:
    """Passes consumed, at their value, and engineering paid, up to its cap since the first."""
    consumed = _by_month(
        paid.own(paid.passes),
        "redemption__held_on",
        passes=Count("pk", filter=_inside("redemption__held_on", period)),
        **_in_and_out("value", "redemption__held_on", period),
    )
    engineering = _paid_by_month(paid, ExpenseKind.ENGINEERING, period)
    nothing = {"passes": 0, "inside": ZERO, "all": ZERO}
    found, reached = {}, ZERO
    for month in sorted(consumed.keys() | engineering.keys()):
        spent, bought = consumed.get(month, nothing), engineering.get(month, nothing)
        kept = bought["inside"] if cap is None else min(bought["inside"], cap - reached)
        reached += kept
        outside = spent["all"] - spent["inside"] + bought["all"] - kept
        found[month] = MonthAmounts(spent["passes"], spent["inside"], kept, outside)
    return found


def _purchased_by_month(paid: _Paid, period: Period) -> dict[dt.date, MonthAmounts]:
    """Purchases of passes, by month of payment."""
    return {
        month: MonthAmounts(value=row["inside"], outside=row["all"] - row["inside"])
        for month, row in _paid_by_month(paid, ExpenseKind.PASSES, period).items()
    }


def _paid_by_month(paid: _Paid, kind: ExpenseKind, period: Period) -> dict[dt.date, Any]:
    rows = paid.own(paid.expenses(kind))
    return _by_month(rows, "paid_on", **_in_and_out("amount", "paid_on", period))


def _by_month(rows: Any, day: str, **sums: Any) -> dict[dt.date, Any]:
    """Sums of rows by the month of a day: inside the days that count, and all."""
    months = rows.annotate(month=TruncMonth(day)).values("month").annotate(**sums)
    return {row["month"]: row for row in months.order_by("month")}


def _in_and_out(amount: str, day: str, period: Period) -> dict[str, Sum]:
    inside = Sum(amount, filter=_inside(day, period), default=ZERO)
    return {"inside": inside, "all": Sum(amount)}


def _inside(day: str, period: Period) -> Q:
    """Rows whose day is in a period, both ends included."""
    start, end = period
    return Q(**{f"{day}__range": (start or dt.date.min, end or dt.date.max)})
