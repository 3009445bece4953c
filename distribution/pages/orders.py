"""What the list of orders and the page of an order show."""

import datetime as dt
from typing import Any

from distribution.enums import LotState
from distribution.models import Order
from distribution.querysets import OrderQuerySet
from distribution.tables import LotTable, OrderTable
from programmes.models import Programme


def orders_page(orders: OrderQuerySet, programme: Programme, *, on: dt.date) -> dict[str, Any]:
    """The orders, with the passes ordered, delivered and in service."""
    rows = orders.with_passes().select_related("supplier").order_by("-ordered_on", "pk")
    active = programme.lots.filter(order__in=orders, state=LotState.ACTIVE)
    return {
        "table": OrderTable(rows),
        "count": orders.count(),
        "today": on,
        "active": sum(lot.passes_count for lot in active.order_by("pk")),
    }


def order_page(order: Order, *, on: dt.date, can_activate: bool) -> dict[str, Any]:
    """An order with its lots, and those that the reader may put in service."""
    waiting = order.lots.filter(state=LotState.DELIVERED).order_by("first_carnet")
    return {
        "order": order,
        "table": LotTable(order.lots.order_by("first_carnet")),
        "today": on,
        "waiting": waiting if can_activate else [],
    }
