"""The list of orders, and the page of an order."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.lists import table_page
from distribution.models import Order
from ordering.pages.orders import order_page, orders_page
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ)
def orders(request: ProgrammeRequest) -> HttpResponse:
    """The passes ordered, delivered and in service."""
    page = orders_page(_orders(request), on=clock.today())
    return table_page(request, "ordering/orders.html", page)


@needs(Permission.STOCK_READ)
def order(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One order and its lots."""
    seen = _orders(request).with_passes().select_related("supplier", "deliberation")
    found = get_object_or_404(seen, public_id=public_id)
    page = order_page(found, request.user, on=clock.today())
    return render(request, "ordering/order.html", page)


def _orders(request: ProgrammeRequest) -> Any:
    return Order.objects.visible_to(request.user).filter(programme=request.programme)
