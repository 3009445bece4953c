"""The passes consumed of a programme, grouped by the database once, for all that counts them."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    DecimalField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Cast

from conventions.enums import Basis
from distribution.models import Lot
from distribution.readings.moves import Move, moves, rank_among
from finance.models import Expense, FundingKey
from finance.readings.texts import Texts
from mediation.models import RedeemedPass, Redemption
from programmes.models import Programme

NUMBER = IntegerField()
EUROS: Any = DecimalField(max_digits=12, decimal_places=2)
# The keys of a grouping, given the paths to a session and to a carnet.
Keys = Callable[[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Payer:
    """A convention that a key names, and the share of each pass that it pays at most."""

    convention: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Part:
    """Carnets of a lot that follow each other, each of so many `passes`, and those that keys say
    pay them, in their order.
    """

    first_carnet: int
    carnets: int
    lot: int
    territory: list[str]
    payers: tuple[Payer, ...] = ()
    passes: int = 0

    def holds(self, carnet: int) -> bool:
        return self.first_carnet <= carnet < self.first_carnet + self.carnets


@dataclass(frozen=True, slots=True)
class Paid:
    """Carnets, by the ranks of their parts in the series or all without, of whose passes each
    counts for a value when it is spent between two days, both included.
    """

    first: dt.date
    last: dt.date
    value: Decimal
    ranks: Sequence[int] | None

    def where(self, session: str) -> Q:
        """The rows of their passes, once the rank of their `part` is asked."""
        days = Q(**{f"{session}held_on__range": (self.first, self.last)})
        return days if self.ranks is None else days & Q(part__in=self.ranks)


@dataclass(frozen=True, slots=True)
class Spent:
    """The passes of a part spent on a day, and their value; since the day from which places are
    told apart, at a place.
    """

    on: dt.date
    part: Part
    passes: int
    value: Decimal
    place: int | None


@dataclass(frozen=True, slots=True)
class Consumed:
    """Passes of a programme consumed between two days, both included: all, or those that are `paid`
    of its series of carnets.

    A session whose passes are all of one carnet is read whole, the others pass by pass: there are
    far fewer sessions than passes.
    """

    programme: Programme
    first: dt.date
    last: dt.date
    series: Sequence[Part] = ()
    paid: Sequence[Paid] | None = None

    def between(self, first: dt.date, last: dt.date) -> "Consumed":
        return replace(self, first=max(first, self.first), last=min(last, self.last))

    def by(self, keys: Keys, *, sessions: bool = False) -> Iterator[dict[str, Any]]:
        """The `passes` and their whole `euros`, by keys; one can come twice, to add up.

        The `sessions` too, if asked: to count those of a million passes is slow.
        """
        whole, others = self._halves()
        sums: dict[str, Aggregate] = {"passes": Sum("passes_count"), "euros": Sum("amount")}
        more = {"sessions": Count("pk")} if sessions else {}
        by_session = whole.values(**keys("", "carnet")).annotate(**sums, **more).order_by()
        sums = {"passes": Count("pk"), "euros": Sum("value")}
        more = {"sessions": Count("redemption", distinct=True)} if sessions else {}
        by_pass = others.values(**keys("redemption__", "redeemed_pass__carnet"))
        yield from by_session.union(by_pass.annotate(**sums, **more).order_by(), all=True)

    def sessions(self) -> QuerySet[Redemption]:
        """The sessions of the passes that are paid, with how many `passes` of each are among them,
        and the `euros` that count of them.
        """
        days, (_, others) = (self.first, self.last), self._halves()
        of_one_carnet = Q(carnet__isnull=False)  # nothing else is asked for these
        found = of_one_carnet & self._where("") | Q(pk__in=others.values("redemption"))
        asked = RedeemedPass.objects.alias(part=rank_of(self.series, "redeemed_pass__carnet"))
        paid = asked.filter(self._where("redemption__"), redemption=OuterRef("pk"))
        of_one = paid.order_by().values("redemption")
        passes = of_one.annotate(n=Count("pk"))
        euros = of_one.annotate(n=Sum(self._value("redemption__")))
        return (
            Redemption.objects.filter(programme=self.programme, held_on__range=days)
            .alias(part=rank_of(self.series, "carnet"))
            .filter(found)
            .annotate(
                passes=Case(
                    When(of_one_carnet, then=Cast("passes_count", NUMBER)),
                    default=Subquery(passes.values("n")),
                ),
                euros=Case(
                    When(of_one_carnet, then=F("passes_count") * self._value("")),
                    default=Subquery(euros.values("n")),
                    output_field=EUROS,
                ),
            )
        )

    def carnets(self) -> int:
        """How many carnets the passes are of."""
        whole, others = self._halves()
        numbers = whole.values_list("carnet").union(others.values_list("redeemed_pass__carnet"))
        return int(numbers.count())

    def _value(self, session: str) -> Case:
        """What counts of the value of a pass."""
        cases = (When(one.where(session), then=one.value) for one in self.paid or ())
        return Case(*cases, default=Decimal(), output_field=EUROS)

    def _halves(self) -> tuple[Any, Any]:
        """The sessions paid with passes of one carnet, and the passes of the others."""
        days = (self.first, self.last)
        whole: Any = Redemption.objects.filter(
            programme=self.programme, held_on__range=days, carnet__isnull=False
        )
        others: Any = RedeemedPass.objects.filter(
            redemption__programme=self.programme,
            redemption__held_on__range=days,
            redemption__carnet=None,
        )
        if self.paid is None:
            return whole, others
        return (
            whole.alias(part=rank_of(self.series, "carnet")).filter(self._where("")),
            others.alias(part=rank_of(self.series, "redeemed_pass__carnet")).filter(
                self._where("redemption__")
            ),
        )

    def _where(self, session: str) -> Q:
        found = Q(pk__in=[])
        for one in self.paid or ():
            found |= one.where(session)
        return found


class Spending:
    """What is spent in a programme up to the end of a day: asked when needed, and only once."""

    def __init__(
        self,
        programme: Programme,
        until: dt.date,
        texts: Texts | None = None,
        places_from: dt.date | None = None,
    ) -> None:
        self.programme, self.until, self.places_from = programme, until, places_from
        self.texts = texts or Texts(programme)
        self._parts: dict[Basis, list[Part]] = {}
        self._later: Spending | None = None

    @cached_property
    def series(self) -> list[Part]:
        """The series of carnets, as it is paid when its passes are consumed."""
        return self.parts(Basis.CONSUMED)

    def parts(self, basis: Basis) -> list[Part]:
        """The series of carnets, cut where a lot begins and where a key of a basis begins or ends,
        asked once.
        """
        if basis not in self._parts:
            self._parts[basis] = list(self._cut(basis))
        return self._parts[basis]

    def _cut(self, basis: Basis) -> Iterator[Part]:
        by_lot = defaultdict[int, list[FundingKey]](list)
        for key in self.texts.keys:
            if key.basis == basis:
                by_lot[key.lot_id].append(key)
        for lot in self.lots:
            own = by_lot[lot.pk]
            cuts = {lot.first_carnet, lot.last_carnet + 1}
            cuts.update(cut for key in own for cut in (key.first_carnet, key.last_carnet + 1))
            for first, after in pairwise(sorted(cuts)):
                naming = [key for key in own if key.first_carnet <= first <= key.last_carnet]
                payers = tuple(
                    Payer(key.convention_id, Fraction(key.share) / 100)
                    for key in sorted(naming, key=lambda key: key.rank)
                )
                carnets = first, after - first, lot.pk
                yield Part(*carnets, lot.territory, payers, lot.passes_per_carnet)

    @cached_property
    def lots(self) -> list[Lot]:
        """The lots that are not cancelled, with their order and last day (`until`), by their first
        carnet.
        """
        found = Lot.objects.filter(programme=self.programme).kept().with_last_day(self.until)
        return list(found.select_related("order").order_by("first_carnet"))

    def lot_of(self, carnet: int) -> Lot:
        """The lot that a number of carnet is of."""
        return self.lots[bisect_right(self.lots, carnet, key=lambda lot: lot.first_carnet) - 1]

    @cached_property
    def moves(self) -> list[Move]:
        """What entered the depots and what was handed out, cut where a part of any basis begins."""
        if self._later is not None:
            return [one for one in self._later.moves if one.on <= self.until]
        firsts = {part.first_carnet for basis in Basis for part in self.parts(basis)}
        return moves(self.programme, self.until, sorted(firsts)) if firsts else []

    @cached_property
    def expenses(self) -> list[Expense]:
        """The expenses paid."""
        if self._later is not None:
            paid = self._later.expenses
            return [one for one in paid if one.paid_on and one.paid_on <= self.until]
        found = Expense.objects.filter(programme=self.programme, paid_on__lte=self.until)
        return list(found.order_by("paid_on", "pk"))

    @cached_property
    def rows(self) -> list[Spent]:
        """The passes spent, by day and by part of the series of carnets."""
        if self._later is not None:
            return [row for row in self._later.rows if row.on <= self.until]

        def keys(session: str, carnet: str) -> dict[str, Any]:
            late = {f"{session}held_on__gte": self.places_from or dt.date.max}
            at = Case(When(**late, then=F(f"{session}place")), default=None)
            return {"on": F(f"{session}held_on"), "rank": rank_of(self.series, carnet), "at": at}

        return [
            Spent(row["on"], self.series[row["rank"] - 1], row["passes"], row["euros"], row["at"])
            for row in (self.consumed.by(keys) if self.series else ())
        ]

    @property
    def consumed(self) -> Consumed:
        return Consumed(self.programme, dt.date.min, self.until, self.series)

    def up_to(self, day: dt.date) -> "Spending":
        """What was spent up to an earlier day, without asking again."""
        earlier = Spending(self.programme, day, self.texts)
        earlier._parts, earlier.lots, earlier._later = self._parts, self.lots, self
        return earlier


def rank_of(series: Sequence[Part], carnet: str) -> Func:
    """The rank, from one, of the part that a carnet, at a path, is in."""
    return rank_among([one.first_carnet for one in series], F(f"{carnet}__number"))
