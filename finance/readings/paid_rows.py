"""Which passes and expenses a convention pays: those of its funding keys, else of its basis."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Round

from common.formats import count
from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Convention
from conventions.readings.schedules import Period, eligible_period
from conventions.readings.texts import ClausesByKind
from finance.enums import ExpenseKind
from finance.models import Expense, FundingKey, Payment
from finance.readings.spending import Consumed, Part, Spending, Spent

Territory = list[str] | None
EUROS: Any = DecimalField(max_digits=12, decimal_places=2)
NOTHING = Value(Decimal("0.00"), output_field=EUROS)
NO_ROW = Q(pk__in=[])


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


class PaidRows:
    """The rows that a convention pays up to a day, by its clauses in force on it: those of lots
    inside its territory that its funding keys name, and those that no key names and no other
    convention counts on that day.
    """

    def __init__(self, convention: Convention, spending: Spending) -> None:
        self.convention, self.spending, self.day = convention, spending, spending.until
        self.clauses = clauses_on(convention, self.day)
        self.basis = stated_basis(self.clauses)
        self.counts = self.basis.counts if self.basis else None
        self.period = eligible_period(self.clauses)
        self.territory = territory_of(self.clauses, convention.programme.territory)
        self.keys = FundingKey.objects.filter(
            programme=convention.programme_id, basis=self.counts or ""
        )

    @cached_property
    def rivals(self) -> list[Territory]:
        """The territories of the other conventions that count the same rows."""
        return list(self._rival_territories())

    def passes(self) -> list[Spent]:
        """The passes consumed that it pays."""
        return [row for row in self.spending.rows if self._pays(row.part)]

    def consumed(self) -> Consumed:
        """The passes that it pays, on days that count; none when it counts something else."""
        parts = enumerate(self.spending.series if self.counts == Basis.CONSUMED else (), 1)
        ranks = [rank for rank, part in parts if self._pays(part)]
        return replace(self.spending.consumed, ranks=ranks).between(*self.days)

    def expenses(self, kind: ExpenseKind) -> Any:
        """The expenses of a kind, with the part `own` that it pays: that of the carnets of the lot
        that its keys name. An expense without a lot is of no territory.
        """
        own, shared = self._of_lots()
        others = self.keys.exclude(convention=self.convention)
        part = Case(
            When(own & shared, then=_of_carnets(self.keys.filter(convention=self.convention))),
            When(own, then=Cast(F("amount"), EUROS) - _of_carnets(others)),
            default=NOTHING,
        )
        return self._paid(kind).annotate(own=part)

    def without_key(self) -> Unnamed:
        """What only a key could give to it, in its eligible period."""
        if not self.rivals:
            return Unnamed()
        purchased = self.counts == Basis.PURCHASED
        kind = ExpenseKind.PASSES if purchased else ExpenseKind.ENGINEERING
        own, shared = self._of_lots()
        paid = self._paid(kind).filter(own, shared, paid_on__range=self.days)
        partly = paid.annotate(named=_of_carnets(self.keys)).filter(named__lt=F("amount"))
        spent = (
            row.passes
            for row in ([] if purchased else self.spending.rows)
            if self._waits(row.part) and self.is_inside(row.on)
        )
        return Unnamed(sum(spent), partly.count())

    def is_inside(self, on: dt.date) -> bool:
        """Whether a day is one that counts."""
        first, last = self.days
        return first <= on <= last

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first and the last day that count."""
        start, end = self.period
        return start or dt.date.min, end or dt.date.max

    def _of_lots(self) -> tuple[Q, Q]:
        """The expenses of the lots of its territory, and those that a rival counts too."""
        shared = NO_ROW
        for territory in self.rivals:
            shared |= _inside(territory)
        return _inside(self.territory), shared

    def _pays(self, part: Part) -> bool:
        is_own = part.payer == self.convention.pk or (part.payer is None and not self._waits(part))
        return is_own and covers(self.territory, part.territory)

    def _waits(self, part: Part) -> bool:
        """Whether a rival counts the carnets of its territory too, and no key says who pays."""
        if part.payer is not None or not covers(self.territory, part.territory):
            return False
        return any(covers(territory, part.territory) for territory in self.rivals)

    def _paid(self, kind: ExpenseKind) -> Any:
        return Expense.objects.filter(
            programme=self.convention.programme_id, kind=kind, paid_on__lte=self.day
        )

    def _others(self) -> Any:
        alike = [one for one in Basis if one.counts == self.counts]
        others = Convention.objects.filter(
            programme=self.convention.programme_id,
            clauses__kind=ClauseKind.BASIS,
            clauses__text__in=alike,
        )
        standing = others.exclude(pk=self.convention.pk).exclude(state=ConventionState.DRAFT)
        return standing.select_related("programme").distinct().order_by("pk")

    def _rival_territories(self) -> Iterator[Territory]:
        """That of each other convention that counts the same rows on the day, on days of it."""
        for other in self._others():
            if other.state == ConventionState.VOTED and not _is_by(other.voted_on, self.day):
                continue
            clauses = clauses_on(other, self.day)
            basis = stated_basis(clauses)
            counts_alike = basis is not None and basis.counts == self.counts
            if counts_alike and _overlap(self.period, eligible_period(clauses)):
                yield territory_of(clauses, other.programme.territory)


def counted_payments() -> Any:
    """The payments that count: of a lot with keys of purchases, those of the conventions named."""
    keys = FundingKey.objects.filter(lot=OuterRef("expense__lot"), basis=Basis.PURCHASED)
    own = keys.filter(convention=OuterRef("convention"))
    return Payment.objects.filter(~Exists(keys) | Exists(own))


def clauses_on(convention: Convention, day: dt.date) -> ClausesByKind:
    """The clauses in force on a day; before the signature, those of the text that was voted."""
    if convention.state != ConventionState.VOTED:
        return convention.clauses_in_force(day)
    voted = convention.clauses.filter(avenant__isnull=True).order_by("pk")
    return {ClauseKind(clause.kind): clause for clause in voted}


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


def _inside(territory: Territory) -> Q:
    """The expenses whose lot is kept for départements of a territory."""
    if territory is None:
        return ~NO_ROW
    return Q(lot__territory__contained_by=territory, lot__territory__len__gt=0)


def _of_carnets(keys: Any) -> Any:
    """The part of an expense for the carnets of its lot that keys name, to the cent.

    The parts of a lot add up: each is what its last carnet reaches less what its first begins at.
    """
    first, last = OuterRef("lot__first_carnet"), OuterRef("lot__last_carnet")
    amount: Any = OuterRef("amount")
    carnets = Cast(last - first + Value(1), DecimalField(max_digits=12, decimal_places=2))

    def reached(carnet: Any) -> Any:
        return Round(amount * Cast(carnet, EUROS) / carnets, precision=2)

    part = reached(F("last_carnet") - first + Value(1)) - reached(F("first_carnet") - first)
    of_lot = keys.filter(lot=OuterRef("lot")).order_by().values("lot")
    return Coalesce(Subquery(of_lot.annotate(part=Sum(part)).values("part")), NOTHING)


def _is_by(day: dt.date | None, other: dt.date) -> bool:
    return day is None or day <= other


def _overlap(one: Period, other: Period) -> bool:
    starts = max(start or dt.date.min for start, _ in (one, other))
    return starts <= min(end or dt.date.max for _, end in (one, other))
