"""What the page of the stock and the page of a depot show."""

import datetime as dt
from typing import Any

from common.sort_key import in_reading_order
from distribution.models import Carnet, Depot, StockLine
from distribution.querysets import DepotQuerySet
from distribution.readings.depots import account, balance, totals
from distribution.rules import range_in_words
from distribution.tables import DepotTable, StockLineTable


def stock_page(depots: DepotQuerySet, *, on: dt.date) -> dict[str, Any]:
    """The stores with their balance on a day, and the carnets that are outside the stores."""
    stores = depots.stores().with_balance(on)
    sums = totals(stores)
    outside = depots.suppliers_and_exits().with_balance(on).with_holdings()
    return {
        "table": DepotTable(in_reading_order(stores, "name", "pk"), totals=sums),
        "totals": sums,
        "count": stores.count(),
        "outside": outside.order_by("pk"),
        "today": on,
    }


def depot_page(depot: Depot, start: dt.date, end: dt.date, *, on: dt.date) -> dict[str, Any]:
    """The account of a depot over a period, its ledger lines, and the carnets it holds now."""
    rows = account(depot, start, end)
    lines = StockLine.objects.of_depot(depot).filter(moved_on__range=(start, end))
    table = StockLineTable(
        lines.select_related("source", "destination").order_by("moved_on", "pk"),
        depot=depot,
        totals={"came_in": rows[1]["passes"], "went_out": -rows[2]["passes"]},
    )
    return {
        "depot": depot,
        "table": table,
        "start": start,
        "end": end,
        "today": on,
        "account": rows,
        "now": balance(depot, on),
        "held": [
            (lot, [range_in_words(*pair) for pair in ranges])
            for lot, ranges in Carnet.objects.held_by(depot).ranges_by_lot()
        ],
    }
