"""What the page of the stock and the page of a depot show."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from common.formats import count, period
from distribution.enums import REGIES, STOCK, STORES, DepotKind
from distribution.models import Depot, Order, Shipment, StockLine
from distribution.pages.accounts import account_of
from distribution.pages.lots import halves_of, held_lots
from distribution.pages.movements import latest
from distribution.readings.depots import DAY, Flows, Moved
from distribution.tables import DepotTable, StockLineTable
from programmes.models import Programme

# What a depot says of its carnets.
HELD: dict[str, str] = {
    DepotKind.TRANSIT: "carnet en chemin|carnets en chemin",
    DepotKind.BENEFICIARIES: "carnet remis",
    DepotKind.LOST: "carnet perdu ou volé|carnets perdus ou volés",
    DepotKind.DESTROYED: "carnet détruit",
    DepotKind.EXPIRED: "carnet expiré",
}


@dataclass(frozen=True, slots=True)
class DepotLine:
    """What a depot holds on a day, the carnets that it handed out lately, and when last."""

    depot: Depot
    here: Moved
    handed_out: int
    last_handed_on: dt.date | None


def stock_page(
    user: User, programme: Programme, start: dt.date, end: dt.date, *, on: dt.date
) -> dict[str, Any]:
    """The stock on a day: its account over a period, its lots, its depots, its last movements."""
    depots = Depot.objects.visible_to(user).filter(programme=programme)
    held = list(depots.filter(kind__in=STOCK).with_last_hand_out(on).order_by("pk"))
    stores = [depot for depot in held if depot.kind in STORES]
    outside = list(depots.suppliers_and_exits().with_undelivered().order_by("pk"))
    first = on - dt.timedelta(days=programme.pace_days - 1)
    flows = Flows([*held, *outside], start, end + DAY, first, on + DAY)
    regies = [depot for depot in stores if depot.kind in REGIES]
    counters = [depot for depot in stores if depot.kind not in REGIES]
    orders = Order.objects.visible_to(user).filter(programme=programme).count()
    lines = StockLine.objects.visible_to(user).filter(programme=programme)
    coming = Shipment.objects.filter(programme=programme).to_receive_by(user)
    of_stores = f"{period(start, end)}, {_stores_in_words(regies, counters)}."
    return {
        **_days(start, end, on),
        "here": flows.here(held, on),
        "has_stores": bool(stores),
        "orders": orders,
        "coming": coming.with_carnets().order_by("number"),
        "ledgers": regies or counters[:1],
        "account": account_of(
            flows.by_kind(held, start, end),
            start,
            end,
            caption=f"Compte de la période, {of_stores}",
            in_parts=bool(regies and counters),
        ),
        "halves": halves_of(user, programme, held, on, with_links=bool(orders)),
        "counters": len(counters),
        "at_counters": flows.here(counters, on).carnets,
        "table": _counters(counters, flows, first, on),
        "movements": latest(lines, held, on),
        "outside": [(depot, flows.here([depot], on).carnets) for depot in outside],
        **_acts(user),
    }


def _acts(user: User) -> dict[str, Any]:
    """What the user may do from the page of the stock."""
    return {
        "can_order": user.can(Permission.ORDER_PLACE),
        "can_open": user.can(Permission.DEPOT_OPEN),
        "can_block": user.can(Permission.CARNET_BLOCK),
        "can_check": user.can(Permission.CHECK_READ),
        "counter_url": reverse("distribution:counter") if user.can(Permission.HAND_OUT) else "",
    }


def _counters(depots: list[Depot], flows: Flows, first: dt.date, on: dt.date) -> DepotTable:
    """The depots from which carnets are handed out, with what they did since the first day."""
    lines = [
        DepotLine(
            depot,
            flows.here([depot], on),
            flows.handed_out(depot, first, on),
            depot.last_handed_on,  # type: ignore[attr-defined]
        )
        for depot in depots
    ]
    here = flows.here(depots, on)
    totals = {
        "here_carnets": here.carnets,
        "here_euros": here.euros,
        "handed_out": sum(line.handed_out for line in lines),
        "last_handed_on": max(filter(None, (line.last_handed_on for line in lines)), default=None),
    }
    return DepotTable(lines, totals=totals, since=first, on=on)


def depot_page(
    depot: Depot, user: User, start: dt.date, end: dt.date, *, on: dt.date
) -> dict[str, Any]:
    """The account of a depot over a period, its ledger lines, the carnets it holds now, those on
    their way, and what the user may do.
    """
    of_depot = f"de la période, {period(start, end)}, {depot}."
    flows = Flows([depot], start, end + DAY, on + DAY)
    lines = StockLine.objects.of_depot(depot).between(start, end)
    sums = lines.aggregate(
        came_in=Sum("passes", filter=Q(destination=depot), default=0),
        went_out=Sum("passes", filter=Q(source=depot), default=0),
        lines=Count("pk"),
    )
    rows = lines.select_related("source", "destination", "shipment", "reversed_by")
    table = StockLineTable(
        rows.order_by("moved_on", "pk"),
        depot=depot,
        caption=f"Grand livre {of_depot}",
        totals=sums,
        can_correct=user.can(Permission.STOCK_CORRECT),
    )
    on_the_way = Shipment.objects.open().filter(Q(source=depot) | Q(destination=depot))
    is_kept, is_store = depot.is_kept_by(user), depot.kind in STORES
    return {
        "depot": depot,
        "table": table,
        "on_the_way": on_the_way.with_carnets().order_by("number"),
        "can_send": is_kept,
        "can_change": is_store and user.can(Permission.DEPOT_OPEN),
        "can_lose": is_kept or (is_store and user.can(Permission.STOCK_CORRECT)),
        "lines": sums["lines"],
        **_days(start, end, on),
        "account": account_of(
            flows.by_kind([depot], start, end), start, end, caption=f"Compte {of_depot}"
        ),
        "now": flows.here([depot], on),
        "noun": HELD.get(depot.kind, "carnet en stock"),
        "held": held_lots(depot, on) if depot.kind in STOCK else None,
    }


def _days(start: dt.date, end: dt.date, on: dt.date) -> dict[str, dt.date]:
    return {"start": start, "end": end, "today": on}


def _stores_in_words(regies: list[Depot], counters: list[Depot]) -> str:
    """`Régie départementale et 8 dépôts`."""
    said = [str(depot) for depot in regies] + ([count(len(counters), "dépôt")] if counters else [])
    return " et ".join(said)
