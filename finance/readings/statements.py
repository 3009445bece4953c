"""Statements: what each funder owes, month by month, on the basis that its convention counts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from common.findings import Finding
from common.formats import euros
from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Convention
from conventions.readings.schedules import Period, eligible_period
from conventions.readings.texts import ClausesByKind, amount_of
from finance.enums import ExpenseKind
from finance.models import FundingKey
from finance.readings.findings import KEY, misfits
from finance.readings.paid_rows import PaidRows, Unnamed, clauses_on, stated_basis
from finance.readings.spending import Spending, Spent
from finance.rules import PERCENT, Aid, Computed, instalments, months_between, total

ZERO = Decimal("0.00")
UNSIGNED = "Convention votée, signature non communiquée\u00a0: ses termes sont ceux du texte voté."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a convention says of its aid: the share, what is counted, and the days that count.

    `cap` is the most that counts of engineering, `maximum` the most that is paid. `note` is a
    sentence for readers when the convention is not signed yet. `clauses` are those it is read in.
    """

    aid: Aid
    basis: Basis
    period: Period
    cap: Computed | None
    maximum: Computed | None
    is_signed: bool
    note: str
    clauses: ClausesByKind


@dataclass(frozen=True, slots=True)
class MonthAmounts:
    """The amounts of one month: `value` of the passes consumed or bought and `engineering` count
    for the aid; `outside`, not in the days that count or `above` the cap, does not.
    """

    passes: int = 0
    value: Decimal = ZERO
    engineering: Decimal = ZERO
    outside: Decimal = ZERO
    above: Decimal = ZERO

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
        return self.computed.amount

    @property
    def computed(self) -> Computed:
        left = self.due - self.earned
        return Computed(left, f"{euros(self.due)} − {euros(self.earned)} = {euros(left)}")


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
    """The account of one funder: the terms of its convention and one line a month, from its
    `first_month` when all are shown.

    `counted` is what it counts in all, whatever months are shown, and `share` what is due for it.
    `without_key` is what only a funding key could give to it; `misfits`, its keys that no longer
    fit. `advance` is what was due at the signature, where the convention says so.
    """

    convention: Convention
    terms: Terms
    first_month: dt.date | None
    lines: Sequence[StatementLine]
    counted: MonthAmounts
    share: Computed
    without_key: Unnamed
    misfits: list[Finding]
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
    rows: list[Statement | None] = []
    of_programme: dict[int, Spending] = {}
    for convention in conventions:
        asked = Spending(convention.programme, day)
        spending = of_programme.setdefault(convention.programme_id, asked)
        rows.append(_statement(PaidRows(convention, spending), year))
    return [one for one in rows if one is not None]


def _statement(paid: PaidRows, year: int | None) -> Statement | None:
    convention, day, clauses = paid.convention, paid.day, paid.clauses
    terms = _terms(convention, clauses)
    if terms is None:
        return None
    by_month = counted_by_month(paid)
    counted = sum_of(by_month.values())
    lines = _statement_lines(terms.aid, by_month, day)
    keys = FundingKey.objects.filter(convention=convention).order_by("first_carnet", "basis")
    return Statement(
        convention,
        terms,
        lines[0].month if lines else None,
        [line for line in lines if year in {None, line.month.year}],
        counted,
        terms.aid.computed(counted.base),
        paid.without_key(),
        list(misfits(keys.values_list(KEY, flat=True), clauses)),
        advance_of(terms.basis, terms.aid, counted.base),
    )


def terms_of(convention: Convention, day: dt.date) -> Terms | None:
    """The terms in force on a day; before the signature, those of the text that was voted.

    None when the terms do not say what is counted, or at what rate.
    """
    return _terms(convention, clauses_on(convention, day))


def _terms(convention: Convention, clauses: ClausesByKind) -> Terms | None:
    aid, basis = aid_of(clauses), stated_basis(clauses)
    if basis is None or aid is None:
        return None
    is_voted = convention.state == ConventionState.VOTED
    return Terms(
        aid=aid,
        basis=basis,
        period=eligible_period(clauses),
        cap=engineering_cap(clauses),
        maximum=_maximum(clauses),
        is_signed=not is_voted,
        note=UNSIGNED if is_voted else "",
        clauses=clauses,
    )


def advance_of(basis: Basis | None, aid: Aid, base: Decimal) -> Advance | None:
    """The advance of a convention and what a base earns of it, at the exact ratio (our reading of
    the call of 2019); None for another basis, or when no maximum is given.
    """
    if basis != Basis.ADVANCE or aid.maximum is None:
        return None
    return Advance(aid.maximum, aid.due(base))


def aid_of(clauses: ClausesByKind) -> Aid | None:
    """The aid of a convention: the exact ratio of grant to base if given, else the stated rate."""
    grant = amount_of(clauses, ClauseKind.GRANT_MAX)
    base = amount_of(clauses, ClauseKind.ELIGIBLE_BASE)
    if grant is not None and base:
        return Aid(grant, base, grant, (ClauseKind.GRANT_MAX, ClauseKind.ELIGIBLE_BASE))
    rate, most = _rate(clauses, ClauseKind.AID_RATE), _maximum(clauses)
    if rate is None:
        return None
    return Aid(rate, PERCENT, most.amount if most else None, (ClauseKind.AID_RATE,))


def _maximum(clauses: ClausesByKind) -> Computed | None:
    """The most that is paid: the grant stated, else the rate of the budget."""
    grant = amount_of(clauses, ClauseKind.GRANT_MAX)
    if grant is not None:
        return Computed(grant, "montant énoncé", (ClauseKind.GRANT_MAX,))
    return _part_of(clauses, ClauseKind.AID_RATE, ClauseKind.BUDGET)


def engineering_cap(clauses: ClausesByKind) -> Computed | None:
    """The most that counts of engineering, in euros: a rate of the budget, else of the base."""
    whole = ClauseKind.BUDGET
    if not amount_of(clauses, whole):
        whole = ClauseKind.ELIGIBLE_BASE
    return _part_of(clauses, ClauseKind.ENGINEERING_CAP, whole)


def _part_of(clauses: ClausesByKind, rate: ClauseKind, whole: ClauseKind) -> Computed | None:
    """The rate that a clause gives, of the amount of another."""
    percent, amount = _rate(clauses, rate), amount_of(clauses, whole)
    if percent is None or amount is None:
        return None
    return Aid(percent, PERCENT, kinds=(rate, whole)).computed(amount)


def _rate(clauses: ClausesByKind, kind: ClauseKind) -> Decimal | None:
    return clauses[kind].rate if kind in clauses else None


def counted_by_month(paid: PaidRows) -> dict[dt.date, MonthAmounts]:
    """What a convention counts of the rows that it pays, by its basis, by first day of month;
    nothing when its clauses do not say what it counts.
    """
    if paid.basis is None:
        return {}
    if paid.basis == Basis.PURCHASED:
        return _purchased_by_month(paid)
    return _consumed_by_month(paid, engineering_cap(paid.clauses))


def sum_of(amounts: Iterable[MonthAmounts]) -> MonthAmounts:
    """The amounts of several months together."""
    rows = list(amounts)
    return MonthAmounts(
        sum(one.passes for one in rows),
        total(one.value for one in rows),
        total(one.engineering for one in rows),
        total(one.outside for one in rows),
        total(one.above for one in rows),
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


def _consumed_by_month(paid: PaidRows, cap: Computed | None) -> dict[dt.date, MonthAmounts]:
    """Passes consumed, at their value, and engineering paid, up to its cap since the first."""
    spent: defaultdict[dt.date, list[Spent]] = defaultdict(list)
    for row in paid.passes():
        spent[row.on.replace(day=1)].append(row)
    engineering = _paid_by_month(paid, ExpenseKind.ENGINEERING)
    nothing = {"inside": ZERO, "all": ZERO}
    found, reached = {}, ZERO
    for month in sorted(spent.keys() | engineering.keys()):
        inside = [row for row in spent[month] if paid.is_inside(row.on)]
        value = total(row.value for row in inside)
        bought = engineering.get(month, nothing)
        kept = bought["inside"] if cap is None else min(bought["inside"], cap.amount - reached)
        reached += kept
        outside = total(row.value for row in spent[month]) - value + bought["all"] - kept
        above = bought["inside"] - kept
        passes = sum(row.passes for row in inside)
        found[month] = MonthAmounts(passes, value, kept, outside, above)
    return found


def _purchased_by_month(paid: PaidRows) -> dict[dt.date, MonthAmounts]:
    """Purchases of passes, by month of payment."""
    return {
        month: MonthAmounts(value=row["inside"], outside=row["all"] - row["inside"])
        for month, row in _paid_by_month(paid, ExpenseKind.PASSES).items()
    }


def _paid_by_month(paid: PaidRows, kind: ExpenseKind) -> dict[dt.date, Any]:
    """Sums of expenses by the month of payment: inside the days that count, and all."""
    inside = Sum("own", filter=Q(paid_on__range=paid.days), default=ZERO)
    months = paid.expenses(kind).annotate(month=TruncMonth("paid_on")).values("month")
    return {row["month"]: row for row in months.annotate(inside=inside, all=Sum("own"))}
