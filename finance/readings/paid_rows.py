"""Which passes and expenses a convention pays: those of its funding keys, else of its basis."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from circulation.readings.consumed import Consumed, Paid, Part
from common.formats import count
from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Convention
from conventions.readings.schedules import eligible_period
from conventions.readings.texts import ClausesByKind
from finance.enums import ExpenseKind
from finance.models import Expense, FundingKey, Payment
from finance.readings.spending import Spending, Spent
from finance.rules import NOTHING, WHOLE, Slice
from financing.models import PlanItem

Territory = list[str] | None
NEXT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """What no convention counts: several could, and no key says which."""

    passes: int = 0
    expenses: int = 0

    @property
    def in_words(self) -> str:
        """`3 pass consommés et 1 dépense payée`; empty when nothing waits."""
        said = (
            count(self.passes, "pass consommé") if self.passes else "",
            count(self.expenses, "dépense payée") if self.expenses else "",
        )
        return " et ".join(part for part in said if part)


@dataclass(frozen=True, slots=True)
class Scope:
    """The days whose rows count for a convention, both included, and its territory."""

    first: dt.date
    last: dt.date
    territory: Territory

    def holds(self, part: Part, on: dt.date) -> bool:
        """Whether the passes of a part of the series spent on a day, or bought then, count."""
        return self.first <= on <= self.last and covers(self.territory, part.territory)

    def crosses(self, other: "Scope") -> bool:
        return max(self.first, other.first) <= min(self.last, other.last)


class PaidRows:
    """The rows that a convention pays up to a day, by its clauses in force on it: those of lots
    inside its territory that its funding keys name, and those that no key names and no other
    convention counts on that day.

    Keys of the same carnets pay in their order: each its share, of what those before it leave on
    the day of the session, or of the payment of a purchase. No row is paid twice.
    """

    def __init__(self, convention: Convention, spending: Spending) -> None:
        self.convention, self.spending, self.day = convention, spending, spending.until
        self.clauses = spending.texts.on(convention, self.day)
        self.basis = stated_basis(self.clauses)
        self.counts = self.basis.counts if self.basis else None
        self.scope = _scope(self.clauses, convention)

    @cached_property
    def others(self) -> dict[int, Scope]:
        """What the other conventions that count the same rows on the day count."""
        return dict(self._others())

    def passes(self) -> list[Spent]:
        """The passes consumed that it pays, with what it pays of their value."""
        unit, found = self.convention.programme.face_value, []
        for row in self.spending.rows:
            own = self._slice(row.part, row.on)
            if own is WHOLE:
                found.append(row)
            elif own is not NOTHING:
                found.append(replace(row, value=own.of(unit) * row.passes))
        return found

    def consumed(self) -> Consumed:
        """The passes that it pays, on days that count; none when it counts something else."""
        unit, scope = self.convention.programme.face_value, self.scope
        ranks = defaultdict[tuple[dt.date, dt.date, Decimal], list[int]](list)
        parts = self.spending.series if self.counts == Basis.CONSUMED else ()
        for rank, part in enumerate(parts, 1):
            for first, last in self._spans(part):
                own = self._slice(part, first)
                if own is not NOTHING:
                    ranks[first, last, own.of(unit)].append(rank)
        paid = [
            Paid(*key, of_key if len(of_key) < len(parts) else None)
            for key, of_key in ranks.items()
        ]
        return replace(self.spending.consumed, paid=paid).between(scope.first, scope.last)

    @cached_property
    def own_parts(self) -> list[Part] | None:
        """The carnets that it counts, whatever the day: of its territory, named by its keys, or by
        none when no other convention counts them or when the programme has no key. None for all.
        """
        parts = self.spending.parts(self.counts) if self.counts else []
        is_keyed = any(part.payers for part in parts)
        own = [part for part in parts if self._may_pay(part, is_keyed=is_keyed)]
        return own if len(own) < len(parts) else None

    def expenses(self, kind: ExpenseKind) -> Iterator[tuple[Expense, Decimal]]:
        """The expenses of a kind that it pays, by day of payment, with its part of each: that of
        the carnets of the lot that its keys name. An expense without a lot is of no territory.
        """
        for row in self._paid(kind):
            own = sum((one.of(row.amount) for one in self._slices(row)), Decimal())
            if own:
                yield row, own

    @property
    def posts(self) -> list[PlanItem]:
        """The posts of its plan of the whole operation, in their order."""
        return self.spending.texts.posts_of(self.convention)

    def without_key(self) -> Unnamed:
        """What only a key could give to it, in its eligible period."""
        if not any(map(self.scope.crosses, self.others.values())):
            return Unnamed()
        purchased = self.counts == Basis.PURCHASED
        kind = ExpenseKind.PASSES if purchased else ExpenseKind.ENGINEERING
        spent = (
            row.passes
            for row in ([] if purchased else self.spending.rows)
            if self._waits(row.part) and self.is_inside(row.on)
        )
        partly = (
            row
            for row in self._paid(kind)
            if self.is_inside(row.paid_on) and any(map(self._waits, self._parts(row)))
        )
        return Unnamed(sum(spent), len(list(partly)))

    def is_inside(self, on: Any) -> bool:
        """Whether a day is one that counts."""
        return bool(self.scope.first <= on <= self.scope.last)

    def _slice(self, part: Part, on: dt.date) -> Slice:
        """What it pays of each pass of a part of the series spent on a day, or bought then."""
        if not covers(self.scope.territory, part.territory):
            return NOTHING
        if not part.payers:
            return NOTHING if self._waits(part) else WHOLE
        taken = Fraction()
        for payer in part.payers:
            reached = min(Fraction(1), taken + payer.share)
            if payer.convention == self.convention.pk:
                return Slice.between(taken, reached)
            other = self.others.get(payer.convention)
            if other is not None and other.holds(part, on):
                taken = reached
        return NOTHING

    def _may_pay(self, part: Part, *, is_keyed: bool) -> bool:
        if not covers(self.scope.territory, part.territory):
            return False
        if part.payers:
            return any(one.convention == self.convention.pk for one in part.payers)
        return not (is_keyed and self._waits(part))

    def _spans(self, part: Part) -> Iterator[tuple[dt.date, dt.date]]:
        """Its days, cut where those of a convention that pays a part before it begin or end."""
        first, last = self.scope.first, self.scope.last
        scopes = [
            self.others[one.convention] for one in part.payers if one.convention in self.others
        ]
        cuts = {one.first for one in scopes} | {
            one.last + NEXT for one in scopes if one.last < last
        }
        inside = [cut for cut in sorted(cuts) if first < cut <= last]
        ends = [cut - NEXT for cut in inside]
        yield from zip([first, *inside], [*ends, last], strict=True)

    def _waits(self, part: Part) -> bool:
        """Whether a rival counts the carnets of its territory too, and no key says who pays."""
        if part.payers or not covers(self.scope.territory, part.territory):
            return False
        rivals = (other for other in self.others.values() if self.scope.crosses(other))
        return any(covers(other.territory, part.territory) for other in rivals)

    def _paid(self, kind: ExpenseKind) -> Iterator[Expense]:
        return (row for row in self.spending.expenses if row.kind == kind)

    def _slices(self, row: Expense) -> Iterator[Slice]:
        """What it pays of an expense: the carnets of the lot follow each other in the amount."""
        parts, before = self._parts(row), 0
        carnets = sum(part.carnets for part in parts)
        for part in parts:
            own = self._slice(part, row.paid_on)  # type: ignore[arg-type]
            yield own.inside(before, part.carnets, carnets)
            before += part.carnets

    def _parts(self, row: Expense) -> list[Part]:
        if row.lot_id is None or self.counts is None:
            return [Part(0, 1, 0, [])]
        return [part for part in self.spending.parts(self.counts) if part.lot == row.lot_id]

    def _others(self) -> Iterator[tuple[int, Scope]]:
        for other in self.spending.texts.standing:
            is_later = other.state == ConventionState.VOTED and not _is_by(other.voted_on, self.day)
            if other.pk == self.convention.pk or is_later:
                continue
            clauses = self.spending.texts.on(other, self.day)
            basis = stated_basis(clauses)
            if basis is not None and basis.counts == self.counts:
                yield other.pk, _scope(clauses, other)


def counted_payments() -> Any:
    """The payments that count: of a lot with keys of purchases, those of the conventions named."""
    keys = FundingKey.objects.filter(lot=OuterRef("expense__lot"), basis=Basis.PURCHASED)
    own = keys.filter(convention=OuterRef("convention"))
    return Payment.objects.filter(~Exists(keys) | Exists(own))


def stated_basis(clauses: ClausesByKind) -> Basis | None:
    """What the clauses say that the convention counts; None when they do not."""
    return Basis(clauses[ClauseKind.BASIS].text) if ClauseKind.BASIS in clauses else None


def territory_of(clauses: ClausesByKind, whole: Sequence[str]) -> Territory:
    """The départements whose passes count; None when no clause restricts the whole programme."""
    clause = clauses.get(ClauseKind.TERRITORY)
    if clause is None or (whole and set(whole) <= set(clause.departements)):
        return None
    return clause.departements


def covers(territory: Territory, lot: Sequence[str]) -> bool:
    """Whether a lot, by its départements, is kept for some of a territory."""
    return territory is None or (bool(lot) and set(lot) <= set(territory))


def _is_by(day: dt.date | None, other: dt.date) -> bool:
    return day is None or day <= other


def _scope(clauses: ClausesByKind, convention: Convention) -> Scope:
    start, end = eligible_period(clauses)
    territory = territory_of(clauses, convention.programme.territory)
    return Scope(start or dt.date.min, end or dt.date.max, territory)
