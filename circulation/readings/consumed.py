"""The passes consumed of a programme, grouped by the database once, for all that counts them."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
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
    Value,
    When,
)
from django.db.models.functions import Cast

from distribution.readings.moves import rank_among
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

    def by_carnet(self) -> QuerySet[Any]:
        """A carnet, a day and how many passes: a row for each session, or for each pass of those
        that were paid with several carnets.
        """
        whole, others = self._halves()
        one = Value(1, output_field=NUMBER)
        of_pass = others.order_by().values_list("redeemed_pass__carnet", "redemption__held_on", one)
        of_one: Any = whole.order_by().values_list("carnet", "held_on", "passes_count")
        found: QuerySet[Any] = of_one.union(of_pass, all=True)
        return found

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


def rank_of(series: Sequence[Part], carnet: str) -> Func:
    """The rank, from one, of the part that a carnet, at a path, is in."""
    return rank_among([one.first_carnet for one in series], F(f"{carnet}__number"))
