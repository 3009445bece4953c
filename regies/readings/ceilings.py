"""What a régie may hold, what it holds and what is on its way to it."""

import datetime as dt
from decimal import Decimal

from django.db.models import Sum

from common.formats import day, euros
from distribution.enums import DepotKind
from distribution.models import Depot, StockLine
from distribution.readings.depots import DAY, Flows
from movements.readings import Excess
from regies.enums import OverCeiling, RegieState
from regies.models import Ceiling, Regie


def ceiling_of(regie: Regie, on: dt.date) -> Ceiling | None:
    """The ceiling in force on a day."""
    return Ceiling.objects.filter(regie=regie).in_force_on(on).first()


def coming_to(depot: Depot) -> Decimal:
    """What is on its way to a depot, by the ledger: neither received nor back."""
    lines = StockLine.objects.filter(shipment__destination=depot).order_by()
    into = lines.filter(destination__kind=DepotKind.TRANSIT).aggregate(sum=Sum("amount"))
    out = lines.filter(source__kind=DepotKind.TRANSIT).aggregate(sum=Sum("amount"))
    return (into["sum"] or Decimal(0)) - (out["sum"] or Decimal(0))


def excess_of(depot: Depot, amount: Decimal, on: dt.date) -> Excess | None:
    """What an amount sent to a depot would exceed: the ceiling of its régie on a day. It counts
    what is already on its way there; never what its own sub-régies hold, which have theirs.
    """
    founded = Regie.objects.filter(depot=depot, state=RegieState.FOUNDED).first()
    ceiling = ceiling_of(founded, on) if founded else None
    if founded is None or ceiling is None:
        return None
    total = Flows([depot], on + DAY).here([depot], on).euros + coming_to(depot) + amount
    if total <= ceiling.amount:
        return None
    said = (
        f"Avec cet envoi, {depot} atteint {euros(total)}, soit {euros(total - ceiling.amount)} de "
        f"plus que son plafond au {day(on)} ({euros(ceiling.amount)}, acte "
        f"n°\u00a0{ceiling.act_number})."
    )
    return Excess(said, founded.over_ceiling == OverCeiling.REFUSED)
