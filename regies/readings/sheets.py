"""What a sheet says: the stock of a régie on a day, by ranges, and what is on its way."""

import datetime as dt
from typing import Any

from django.db.models import Case, F, Q, Sum, When

from distribution.enums import DepotKind
from distribution.models import Depot, Lot, Shipment, StockLine
from distribution.readings.depots import DAY, Flows
from regies.models import Sheet
from regies.rules import overlaps, ranges_left

FORMAT = 1  # of what is frozen
SIGN = Case(When(destination__kind=DepotKind.TRANSIT, then=1), default=-1)


def content_of(sheet: Sheet, on: dt.date) -> dict[str, Any]:
    """The stock at the end of a day as the ledger now says it: the same reading as every page."""
    depot = sheet.regie.depot
    here = Flows([depot], on + DAY).here([depot], on)
    return {
        "format": FORMAT,
        "carnets": here.carnets,
        "passes": here.passes,
        "amount": f"{here.euros:.2f}",
        "ranges": _ranges(depot, on),
        "on_the_way": _on_the_way(depot, on),
    }


def _ranges(depot: Depot, on: dt.date) -> list[dict[str, Any]]:
    """The carnets that were there, those of two lots apart."""
    lines = StockLine.objects.of_depot(depot).filter(moved_on__lte=on).order_by()
    moves = lines.values_list("first_carnet", "last_carnet", "destination_id")
    signed = [(first, last, 1 if to == depot.pk else -1) for first, last, to in moves]
    held = ranges_left(signed)
    lots = list(
        Lot.objects.filter(programme=depot.programme_id, last_carnet__gte=held[0][0])
        .select_related("order", "programme")
        .order_by("first_carnet")
        if held
        else []
    )
    found = []
    for rank, first, last in overlaps(held, [(one.first_carnet, one.last_carnet) for one in lots]):
        lot, carnets = lots[rank], last - first + 1
        passes = carnets * lot.passes_per_carnet
        found.append(
            {
                "order": lot.order.number,
                "first": first,
                "last": last,
                "carnets": carnets,
                "passes": passes,
                "amount": f"{passes * lot.programme.face_value:.2f}",
            }
        )
    return found


def _on_the_way(depot: Depot, on: dt.date) -> list[dict[str, Any]]:
    """The shipments that left or were to come on that day, and were neither received nor back."""
    ends = Q(shipment__source=depot) | Q(shipment__destination=depot)
    lines = StockLine.objects.filter(ends, moved_on__lte=on).order_by()
    sums = lines.values("shipment").annotate(
        carnets_=Sum(SIGN * F("carnets")),
        passes_=Sum(SIGN * F("passes")),
        amount_=Sum(SIGN * F("amount")),
    )
    left = {row["shipment"]: row for row in sums if row["carnets_"]}
    shipments = Shipment.objects.filter(pk__in=left).select_related("source", "destination")
    return [
        {
            "number": one.number,
            "source": str(one.source),
            "destination": str(one.destination),
            "carnets": left[one.pk]["carnets_"],
            "passes": left[one.pk]["passes_"],
            "amount": f"{left[one.pk]['amount_']:.2f}",
        }
        for one in shipments.order_by("number")
    ]
