"""The lots whose carnets are in stock, in service or not yet."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from distribution.enums import REGIES
from distribution.models import Carnet, Depot, Lot
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class LotInStock:
    """A lot with the last day of its passes, its carnets in the régies and in the other depots."""

    lot: Lot
    until: dt.date
    in_regies: int
    in_depots: int

    @property
    def carnets(self) -> int:
        return self.in_regies + self.in_depots

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
    counts = defaultdict[int, Counter[bool]](Counter)
    for lot, depot, carnets in held.annotate(carnets=Count("*")):
        counts[lot][kinds[depot] in REGIES] += carnets
    lots = programme.lots.filter(pk__in=counts).with_last_day(on).select_related("order")
    return [
        LotInStock(lot, lot.until, counts[lot.pk][True], counts[lot.pk][False])
        for lot in lots.order_by("first_carnet")
    ]
