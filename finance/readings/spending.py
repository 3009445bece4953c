"""The passes consumed of a programme, grouped by the database once, for all that counts them."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from conventions.enums import Basis
from distribution.models import Lot
from finance.models import FundingKey
from mediation.models import RedeemedPass, Redemption
from programmes.models import Programme

# The keys of a grouping, given the paths to a session and to a carnet.
Keys = Callable[[str, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """Carnets of a lot that follow each other, and the convention that a key says pays them."""

    first_carnet: int
    lot: int
    territory: list[str]
    payer: int | None


@dataclass(frozen=True, slots=True)
class Spent:
    """The passes of a part spent on a day, and their value."""

    on: dt.date
    part: Part
    passes: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Consumed:
    """Passes of a programme consumed between two days, both included: all, or those of some parts
    of its series of carnets, by their ranks.

    A session whose passes are all of one carnet is read whole, the others pass by pass: there are
    far fewer sessions than passes.
    """

    programme: Programme
    first: dt.date
    last: dt.date
    series: Sequence[Part] = ()
    ranks: Sequence[int] | None = None

    def between(self, first: dt.date, last: dt.date) -> "Consumed":
        return replace(self, first=max(first, self.first), last=min(last, self.last))

    def by(self, keys: Keys, *, sessions: bool = False) -> Iterator[dict[str, Any]]:
        """The `passes` and their `euros`, by keys; one can come twice, to add up.

        The `sessions` too, if asked: to count those of a million passes is slow.
        """
        whole, others = self._halves()
        sums: dict[str, Aggregate] = {"passes": Sum("passes_count"), "euros": Sum("amount")}
        more = {"sessions": Count("pk")} if sessions else {}
        yield from whole.values(**keys("", "carnet")).annotate(**sums, **more).order_by()
        sums = {"passes": Count("pk"), "euros": Sum("value")}
        more = {"sessions": Count("redemption", distinct=True)} if sessions else {}
        by_pass = others.values(**keys("redemption__", "redeemed_pass__carnet"))
        yield from by_pass.annotate(**sums, **more).order_by()

    def sessions(self) -> QuerySet[Redemption]:
        """The sessions of the passes, with how many `passes` of each are among them, and their
        `euros`.
        """
        whole, others = self._halves()
        found = Q(pk__in=whole.values("pk")) | Q(pk__in=others.values("redemption"))
        of_one = others.filter(redemption=OuterRef("pk")).order_by().values("redemption")
        passes, euros = of_one.annotate(n=Count("pk")), of_one.annotate(n=Sum("value"))
        return Redemption.objects.filter(found).annotate(
            passes=Coalesce(Subquery(passes.values("n")), Cast("passes_count", IntegerField())),
            euros=Coalesce(Subquery(euros.values("n")), F("amount")),
        )

    def carnets(self) -> int:
        """How many carnets the passes are of."""
        whole, others = self._halves()
        numbers = whole.values_list("carnet").union(others.values_list("redeemed_pass__carnet"))
        return int(numbers.count())

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
        if self.ranks is None:
            return whole, others
        of_session = rank_of(self.series, "carnet")
        of_pass = rank_of(self.series, "redeemed_pass__carnet")
        return (
            whole.alias(part=of_session).filter(part__in=self.ranks),
            others.alias(part=of_pass).filter(part__in=self.ranks),
        )


class Spending:
    """What is spent in a programme up to the end of a day: asked when needed, and only once."""

    def __init__(self, programme: Programme, until: dt.date) -> None:
        self.programme, self.until = programme, until

    @cached_property
    def series(self) -> list[Part]:
        """The series of carnets, cut where a lot begins and where a key begins or ends."""
        lots = list(Lot.objects.filter(programme=self.programme).order_by("first_carnet"))
        keys = list(
            FundingKey.objects.filter(programme=self.programme, basis=Basis.CONSUMED)
            .order_by("first_carnet")
            .values_list("first_carnet", "last_carnet", "convention")
        )
        cuts = {lot.first_carnet for lot in lots}
        cuts.update(cut for first, last, _ in keys for cut in (first, last + 1))
        starts, begins = [lot.first_carnet for lot in lots], [first for first, _, _ in keys]
        found = []
        for cut in sorted(cuts):
            lot = lots[bisect_right(starts, cut) - 1]
            key = keys[bisect_right(begins, cut) - 1] if begins and begins[0] <= cut else None
            payer = key[2] if key and cut <= key[1] else None
            found.append(Part(cut, lot.pk, lot.territory, payer))
        return found

    @cached_property
    def rows(self) -> list[Spent]:
        """The passes spent, by day and by part of the series of carnets."""

        def keys(session: str, carnet: str) -> dict[str, Any]:
            return {"on": F(f"{session}held_on"), "rank": rank_of(self.series, carnet)}

        return [
            Spent(row["on"], self.series[row["rank"] - 1], row["passes"], row["euros"])
            for row in (self.consumed.by(keys) if self.series else ())
        ]

    @property
    def consumed(self) -> Consumed:
        return Consumed(self.programme, dt.date.min, self.until, self.series)

    def up_to(self, day: dt.date) -> "Spending":
        """What was spent up to an earlier day, without asking again."""
        earlier = Spending(self.programme, day)
        earlier.series = self.series
        earlier.rows = [row for row in self.rows if row.on <= day]
        return earlier


def rank_of(series: Sequence[Part], carnet: str) -> Func:
    """The rank, from one, of the part that a carnet, at a path, is in."""
    firsts = Value([one.first_carnet for one in series], output_field=ArrayField(IntegerField()))
    number = F(f"{carnet}__number")
    return Func(number, firsts, function="width_bucket", output_field=IntegerField())
