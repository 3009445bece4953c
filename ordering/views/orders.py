"""The list of orders, the page of one, and the pages that place it and cancel it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.models import Organisation
from common import clock
from common.errors import Refusal
from common.form_pages import done, form_page, posted_data, settled_page
from common.formats import count
from common.http import add_refusal
from common.lists import list_response, listing
from common.periods import months_end
from distribution.models import Order
from ordering.actions import lots, orders
from ordering.filters import OrderFilters
from ordering.forms.lots import ReasonedStepForm
from ordering.forms.orders import OrderForm, PlaceOrderForm
from ordering.pages.orders import (
    cancel_settled,
    cancel_step,
    check_page,
    order_page,
    order_table,
)
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The passes ordered, delivered and in service."""
    rows = _orders(request).with_passes().select_related("supplier").order_by("-ordered_on", "pk")
    filters = OrderFilters(request.GET, rows)
    table = order_table(filters.qs)
    page = {
        "totals": table.totals,
        "today": clock.today(),
        "can_order": request.user.can(Permission.ORDER_PLACE),
    }
    listed = listing(request, table, filters)
    return list_response(request, listed, "ordering/orders.html", name="commandes", **page)


@needs(Permission.STOCK_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One order and its lots."""
    seen = _orders(request).with_passes().select_related("supplier", "deliberation", "market")
    found = get_object_or_404(seen, public_id=public_id)
    page = order_page(found, request.user, on=clock.today())
    return render(request, "ordering/order.html", page)


@needs(Permission.ORDER_PLACE, "GET", "POST")
def place(request: ProgrammeRequest) -> HttpResponse:
    """Say what is ordered, read it again with the numbers that it takes, then order it."""
    programme, today = request.programme, clock.today()
    until = months_end(today, programme.validity_months)
    days = {"ordered_on": today, "valid_from": today, "valid_until": until}
    asked = OrderForm(request.GET or None, programme=programme, initial=days)
    if "corriger" in request.GET or not _is_accepted(asked, request):
        return render(request, "ordering/place.html", {"form": asked})
    check = check_page(programme, asked)
    form = PlaceOrderForm(posted_data(request), initial={"read": check["read"]})

    def record(named: list[Organisation]) -> Order:
        given = {"lots": asked.specs, "supplier": named[0], **asked.terms, **form.cleaned_data}
        return orders.place(programme, **given, by=author_of(request))

    def act() -> HttpResponse:
        answers = [asked.organisation_answer]
        placed = organisations.act_with(answers, record, by=author_of(request))
        passes = sum(spec.carnets * spec.passes_per_carnet for spec in asked.specs)
        said = f"{placed} enregistrée\u00a0: {count(passes, 'pass commandé')}."
        return done(request, said, "ordering:order", placed.public_id)

    address = request.GET.urlencode()
    return form_page(request, "ordering/check.html", form, act, check=check, query=address)


@needs(Permission.ORDER_PLACE, "GET", "POST")
def cancel(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Cancel all the lots of an order that nobody makes yet."""
    order = get_object_or_404(_orders(request), public_id=public_id)
    kept = list(order.lots.kept().order_by("first_carnet"))
    if (settled := cancel_settled(order, kept)) is not None:
        return settled_page(request, settled)
    form = ReasonedStepForm(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        lots.cancel_order(order, **form.cleaned_data, by=author_of(request))
        return done(request, f"{order} annulée.", "ordering:order", public_id)

    return form_page(request, "layout/step.html", form, act, step=cancel_step(order, kept))


def _is_accepted(asked: OrderForm, request: ProgrammeRequest) -> bool:
    """Whether an order may be placed as it is asked; the form says why not."""
    if not asked.is_valid():
        return False
    try:
        orders.check(request.programme, asked.specs, asked.terms, at=author_of(request).at)
    except Refusal as refusal:
        add_refusal(asked, refusal)
    return asked.is_valid()


def _orders(request: ProgrammeRequest) -> Any:
    return Order.objects.visible_to(request.user).filter(programme=request.programme)
