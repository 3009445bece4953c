"""Which passes and expenses a convention pays: those of its funding keys, else of its basis."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Round

from common.formats import count
from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Convention
from conventions.readings.schedules import Period, eligible_period
from conventions.readings.texts import ClausesByKind
from finance.enums import ExpenseKind
from finance.models import Expense, FundingKey
from mediation.models import RedeemedPass

Territory = list[str] | None
EUROS: Any = DecimalField(max_digits=12, decimal_places=2)
NOTHING = Value(Decimal("0.00"), output_field=EUROS)
NO_ROW = Q(pk__in=[])
LOT_OF_PASS = "redeemed_pass__carnet__lot"  # noqa: S105 - a path


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
    """The rows that a convention pays up to a day: those of lots inside its territory that its
    funding keys name, and those that no key names and no other convention counts on that day.
    """

    def __init__(self, convention: Convention, clauses: ClausesByKind, day: dt.date) -> None:
        basis = stated_basis(clauses)
        self.convention, self.day = convention, day
        self.counts = basis.counts if basis else None
        self.period = eligible_period(clauses)
        self.territory = territory_of(clauses, convention.programme.territory)
        self.rivals = list(self._rival_territories())
        self.keys = FundingKey.objects.filter(
            programme=convention.programme_id, basis=self.counts or ""
        )

    def passes(self) -> Any:
        """The passes consumed that it pays."""
        own, shared = self._of_lots(LOT_OF_PASS)
        mine = self._named(self.keys.filter(convention=self.convention))
        return self._consumed().filter(own & (mine | ~self._named(self.keys) & ~shared))

    def expenses(self, kind: ExpenseKind) -> Any:
        """The expenses of a kind, with the part `own` that it pays: that of the carnets of the lot
        that its keys name. An expense without a lot is of no territory.
        """
        own, shared = self._of_lots("lot")
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
        start, end = self.period
        days = (start or dt.date.min, end or dt.date.max)
        purchased = self.counts == Basis.PURCHASED
        kind = ExpenseKind.PASSES if purchased else ExpenseKind.ENGINEERING
        paid = self._paid(kind).filter(*self._of_lots("lot"), paid_on__range=days)
        partly = paid.annotate(named=_of_carnets(self.keys)).filter(named__lt=F("amount"))
        spent = self._consumed().filter(*self._of_lots(LOT_OF_PASS), ~self._named(self.keys))
        spent = spent.filter(redemption__held_on__range=days)
        return Unnamed(0 if purchased else spent.count(), partly.count())

    def _of_lots(self, lot: str) -> tuple[Q, Q]:
        """The rows of the lots, at a path, of its territory, and those that a rival counts too."""
        shared = NO_ROW
        for territory in self.rivals:
            shared |= _inside(lot, territory)
        return _inside(lot, self.territory), shared

    def _consumed(self) -> Any:
        return RedeemedPass.objects.filter(
            redemption__programme=self.convention.programme_id, redemption__held_on__lte=self.day
        )

    def _named(self, keys: Any) -> Q:
        """The passes of the carnets of keys, as ranges: a key looked up for each pass is slow."""
        found = NO_ROW
        for bounds in keys.values_list("first_carnet", "last_carnet").order_by("first_carnet"):
            found |= Q(redeemed_pass__carnet__number__range=bounds)
        return found

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


def _inside(lot: str, territory: Territory) -> Q:
    """The rows whose lot, at a path, is kept for départements of a territory."""
    if territory is None:
        return ~NO_ROW
    path = f"{lot}__territory"
    return Q(**{f"{path}__contained_by": territory, f"{path}__len__gt": 0})


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
