"""The lots whose carnets are in stock, in service or not yet."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from distribution.enums import REGIES
from distribution.models import Lot
from distribution.querysets import DepotQuerySet


@dataclass(frozen=True, slots=True)
class LotInStock:
    """A lot with its carnets in the régies and in the other depots."""

    lot: Lot
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


def lots_in_stock(depots: DepotQuerySet) -> list[LotInStock]:
    """The lots with at least one carnet in these depots, in the order of the numbers."""
    in_regies = Count("carnets", filter=Q(carnets__depot__kind__in=REGIES))
    held = Lot.objects.filter(carnets__depot__in=depots)
    counted = held.annotate(held=Count("carnets"), in_regies=in_regies)
    return [
        LotInStock(lot, lot.in_regies, lot.held - lot.in_regies)
        for lot in counted.select_related("order", "programme").order_by("first_carnet")
    ]
