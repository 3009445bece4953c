"""Stock by depot, ledger of a depot, orders."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import actor_of, needs
from common import clock
from common.errors import Refusal
from common.formats import count, day
from common.http import add_refusal
from common.parsing import Unreadable, parse_day
from common.tables import PER_PAGE
from conventions.http import ProgrammeRequest
from distribution.actions import lots
from distribution.enums import LotState
from distribution.forms import ActivateForm
from distribution.models import Carnet, Depot, Lot, Order, StockLine
from distribution.querysets import DepotQuerySet
from distribution.rules import named_range
from distribution.tables import DepotTable, LineTable, LotTable, OrderTable

UNITS = ("carnets", "passes", "euros")
SUMS = ("came_in_carnets", "went_out_carnets", "here_carnets", "here_passes", "here_euros")


@require_GET
@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """What each depot holds, by the ledger, and what left the stock."""
    today, depots = clock.today(), _depots(request)
    stores = depots.stores().with_balance(today)
    totals = _totals(stores)
    table = DepotTable(stores.order_by("name", "pk"), totals=totals)
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    page = {
        "table": table,
        "totals": totals,
        "count": stores.count(),
        "outside": depots.outside().with_balance(today).with_holdings().order_by("pk"),
        "today": today,
        "has_orders": _orders(request).exists(),
    }
    return render(request, "distribution/stock.html", page)


@require_GET
@needs(Permission.STOCK_READ)
def depot(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The account of one depot over a period: opening + in - out = closing."""
    found = get_object_or_404(_depots(request), public_id=public_id)
    start, end = _period(request)
    lines = StockLine.objects.of_depot(found).filter(moved_on__range=(start, end))
    account = _account(found, start, end)
    totals = {"came_in": account[1]["passes"], "went_out": -account[2]["passes"]}
    rows = lines.select_related("source", "destination").order_by("moved_on", "pk")
    table = LineTable(rows, depot=found, totals=totals)
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    page = {
        "depot": found,
        "table": table,
        "start": start,
        "end": end,
        "today": clock.today(),
        "account": account,
        "now": _balance(found, clock.today()),
        "held": [
            (lot, [named_range(*run) for run in runs])
            for lot, runs in Carnet.objects.held_by(found).by_lot()
        ],
    }
    return render(request, "distribution/depot.html", page)


@require_GET
@needs(Permission.STOCK_READ)
def orders(request: ProgrammeRequest) -> HttpResponse:
    """The passes ordered, delivered and in service."""
    found = _orders(request)
    table = OrderTable(found.with_passes().select_related("supplier").order_by("-ordered_on", "pk"))
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    active = request.programme.lots.filter(order__in=found, state=LotState.ACTIVE)
    page = {
        "table": table,
        "count": found.count(),
        "today": clock.today(),
        "active": sum(lot.passes_count for lot in active.order_by("pk")),
    }
    return render(request, "distribution/orders.html", page)


@require_GET
@needs(Permission.STOCK_READ)
def order(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One order and its lots."""
    found = get_object_or_404(
        _orders(request).with_passes().select_related("supplier", "deliberation"),
        public_id=public_id,
    )
    table = LotTable(found.lots.order_by("first_carnet"))
    waiting = found.lots.filter(state=LotState.DELIVERED).order_by("first_carnet")
    page = {
        "order": found,
        "table": table,
        "today": clock.today(),
        "waiting": waiting if request.user.can(Permission.LOT_ACTIVATE) else [],
    }
    return render(request, "distribution/order.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.LOT_ACTIVATE)
def activate(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record the mandat of a delivered lot: its passes may be handed out from then on."""
    waiting = Lot.objects.filter(order__in=_orders(request), state=LotState.DELIVERED)
    lot = get_object_or_404(waiting.select_related("order"), public_id=public_id)
    form = ActivateForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        try:
            lots.activate(lot, **form.cleaned_data, by=actor_of(request), at=clock.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            passes = count(lot.passes_count, "pass")
            messages.success(request, f"{passes} en service, lot {lot.code}.")
            return redirect("distribution:order", lot.order.public_id)
    return render(request, "distribution/activate.html", {"lot": lot, "form": form})


def _depots(request: ProgrammeRequest) -> DepotQuerySet:
    return Depot.objects.visible_to(request.user).filter(programme=request.programme)


def _orders(request: ProgrammeRequest) -> Any:
    return Order.objects.visible_to(request.user).filter(programme=request.programme)


def _totals(depots: DepotQuerySet) -> dict[str, Any]:
    rows = depots.values(*SUMS)
    return {name: sum(row[name] for row in rows) for name in SUMS}


def _account(depot: Depot, start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    """Opening, what came in, what went out (negative), closing, in titles and euros."""
    before, after = _balance(depot, start - dt.timedelta(days=1)), _balance(depot, end)
    moved = {"came_in": 1, "went_out": -1}
    return [
        _row(f"Solde au début du {day(start)}", before, "here"),
        *(
            {
                "name": {"came_in": "Entrées", "went_out": "Sorties"}[side],
                **{
                    unit: sign
                    * (getattr(after, f"{side}_{unit}") - getattr(before, f"{side}_{unit}"))
                    for unit in UNITS
                },
            }
            for side, sign in moved.items()
        ),
        _row(f"Solde à la fin du {day(end)}", after, "here"),
    ]


def _row(name: str, balance: Depot, side: str) -> dict[str, Any]:
    return {"name": name, **{unit: getattr(balance, f"{side}_{unit}") for unit in UNITS}}


def _balance(depot: Depot, on: dt.date) -> Depot:
    return Depot.objects.with_balance(on).get(pk=depot.pk)


def _period(request: ProgrammeRequest) -> tuple[dt.date, dt.date]:
    """The days of the address; else from the first of January to today."""
    today = clock.today()
    start = _day(request.GET.get("du", "")) or today.replace(month=1, day=1)
    end = _day(request.GET.get("au", "")) or today
    return min(start, end), max(start, end)


def _day(text: str) -> dt.date | None:
    try:
        return parse_day(text)
    except Unreadable:
        return None
