"""What a depot holds on a day, its account over a period, and whether it may hold stock."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Q, Sum, Value, When

from common.errors import Refusal
from distribution.enums import REGIES, STORES
from distribution.models import Depot, StockLine
from distribution.querysets import LEDGER_COLUMNS, DepotQuerySet
from programmes.models import Programme

TOTALLED = ("here_carnets", "here_passes", "here_euros", "handed_out")
OPENING = ""  # of a period, beside the kinds of ledger lines
SUMS = (Sum("carnets"), Sum("passes"), Sum("amount"))


class NotInDepot(Refusal):
    """The depot does not hold all these carnets."""


class OtherProgramme(Refusal):
    """The rows belong to two programmes."""


@dataclass(slots=True)
class Moved:
    """Carnets, passes and euros that entered, negative when they left; of the carnets, those of the
    régies.
    """

    carnets: int = 0
    passes: int = 0
    euros: Decimal = Decimal(0)
    in_regies: int = 0

    def add(self, other: "Moved", sign: int = 1) -> None:
        self.carnets += sign * other.carnets
        self.passes += sign * other.passes
        self.euros += sign * other.euros
        self.in_regies += sign * other.in_regies

    @property
    def in_depots(self) -> int:
        return self.carnets - self.in_regies


def check_store(depot: Depot, programme: Programme) -> None:
    """Refuse a depot of another programme, or one that keeps no stock."""
    if depot.programme_id != programme.pk:
        raise OtherProgramme(f"{depot} n’est pas un dépôt de ce programme.")
    if depot.kind not in STORES:
        raise NotInDepot(f"{depot} n’est pas un lieu de stock.")


def balance(depot: Depot, on: dt.date) -> dict[str, Any]:
    """The sums of `with_balance` of one depot, at the end of a day."""
    enters = Q(destination=depot)
    return (
        StockLine.objects.of_depot(depot)
        .filter(moved_on__lte=on)
        .aggregate(
            **{
                f"here_{name}": Sum(Case(When(enters, then=F(one)), default=-F(one)), default=0)
                for one, name in LEDGER_COLUMNS.items()
            }
        )
    )


def totals(depots: Iterable[Depot]) -> dict[str, Any]:
    """The sums of depots of `with_balance` and `with_hand_outs`, by name of column."""
    rows = list(depots)
    days = [row.last_handed_on for row in rows if row.last_handed_on]  # type: ignore[attr-defined]
    sums = {name: sum(getattr(row, name) for row in rows) for name in TOTALLED}
    return sums | {"last_handed_on": max(days, default=None)}


def moved(depots: DepotQuerySet, start: dt.date, end: dt.date) -> dict[str, Moved]:
    """What moved in depots between two days, by kind of line; under `OPENING`, what they held."""
    found: dict[str, Moved] = defaultdict(Moved)
    when = Case(When(moved_on__lt=start, then=Value(OPENING)), default=F("kind"))
    for side, sign in (("destination", 1), ("source", -1)):
        lines = StockLine.objects.filter(**{f"{side}__in": depots}, moved_on__lte=end)
        of_regies = Sum("carnets", filter=Q(**{f"{side}__kind__in": REGIES}), default=0)
        rows = lines.order_by().annotate(movement=when).values("movement")
        for row in rows.annotate(*SUMS, in_regies=of_regies).values_list(
            "movement", "carnets__sum", "passes__sum", "amount__sum", "in_regies"
        ):
            found[row[0]].add(Moved(*row[1:]), sign)
    return found
