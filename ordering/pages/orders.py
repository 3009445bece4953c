"""What the list of orders and the page of an order show."""

import datetime as dt
from typing import Any

from accounts.models import User
from common.formats import count, day, period
from common.http import address
from distribution.enums import WAITING, LotState
from distribution.models import Lot, Order
from distribution.pages.lots import BACK, acts_on, proposal_in_words
from distribution.querysets import OrderQuerySet
from ordering.tables import LotTable, OrderTable


def orders_page(orders: OrderQuerySet, *, on: dt.date) -> dict[str, Any]:
    """The orders, with the passes ordered, delivered and in service."""
    rows = orders.with_passes().select_related("supplier").order_by("-ordered_on", "pk")
    columns = ("ordered", "active")
    totals = {name: sum(getattr(row, name) for row in rows) for name in columns}
    return {
        "table": OrderTable(rows, totals=totals),
        "count": len(rows),
        "today": on,
        "totals": totals,
    }


def order_page(order: Order, user: User, *, on: dt.date) -> dict[str, Any]:
    """An order with its lots, and what the user may do to put in service those delivered."""
    lots = list(order.lots.select_related("proposed_by").order_by("first_carnet"))
    waiting = [lot for lot in lots if lot.state in WAITING]
    carnets = sum(lot.carnets_count for lot in lots)
    return {
        "order": order,
        "title": f"{count(len(lots), 'lot')}\u00a0: {count(carnets, 'carnet')}",
        "table": LotTable(lots),
        "today": on,
        "acts": acts_on(user, lots),
        "acts_back": [*acts_on(user, lots, BACK), *_print_files(lots)],
        "waiting": sum(one.passes_count for one in waiting if one.state == LotState.DELIVERED),
        "proposed": [proposal_in_words(one) for one in waiting if one.state == LotState.PROPOSED],
        "facts": [
            {"key": "Émetteur", "value": order.supplier},
            {"key": "Commandée le", "value": day(order.ordered_on)},
            {"key": "Utilisable", "value": period(order.valid_from, order.valid_until)},
        ],
    }


def _print_files(lots: list[Lot]) -> list[tuple[str, str]]:
    """The files of codes for the printer, until a lot is in service."""
    return [
        (address("printing:lot", one.public_id), f"Fichier d’impression du lot {one.code}")
        for one in lots
        if one.state != LotState.ACTIVE
    ]
