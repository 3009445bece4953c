"""The lots whose carnets are in stock, in service or not yet."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from distribution.enums import REGIES, DepotKind
from distribution.models import Carnet, Depot, Lot
from programmes.models import Programme

PARTS = ("in_regies", "in_depots", "in_transit")


@dataclass(frozen=True, slots=True)
class LotInStock:
    """A lot with the last day of its passes, its carnets in the régies, in the other depots and on
    their way.
    """

    lot: Lot
    until: dt.date
    in_regies: int
    in_depots: int
    in_transit: int = 0

    @property
    def carnets(self) -> int:
        return self.in_regies + self.in_depots + self.in_transit

    @property
    def passes(self) -> int:
        return self.carnets * self.lot.passes_per_carnet

    @property
    def euros(self) -> Decimal:
        return self.passes * self.lot.programme.face_value


def lots_in_stock(programme: Programme, depots: Iterable[Depot], on: dt.date) -> list[LotInStock]:
    """The lots with at least one carnet in these depots of a programme, by their numbers."""
    kinds = {depot.pk: depot.kind for depot in depots}
    held = Carnet.objects.filter(depot__in=kinds).order_by().values_list("lot", "depot")
    counts = defaultdict[int, Counter[str]](Counter)
    for lot, depot, carnets in held.annotate(carnets=Count("*")):
        counts[lot][_part(kinds[depot])] += carnets
    lots = programme.lots.filter(pk__in=counts).with_last_day(on).select_related("order")
    return [
        LotInStock(lot, lot.until, *(counts[lot.pk][part] for part in PARTS))
        for lot in lots.order_by("first_carnet")
    ]


def _part(kind: str) -> str:
    if kind in REGIES:
        return "in_regies"
    return "in_transit" if kind == DepotKind.TRANSIT else "in_depots"
