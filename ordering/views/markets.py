"""Markets: the list, the page of one, and its form."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.models import Organisation
from common.form_pages import done, form_page, posted_data
from common.lists import list_response, listing, table_page
from distribution.models import Market
from ordering.actions import markets
from ordering.filters import MarketFilters
from ordering.forms.markets import MarketForm
from ordering.pages.markets import market_page
from ordering.tables import MarketTable
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The markets under which passes are ordered."""
    rows = _markets(request).order_by("-notified_on", "pk")
    filters = MarketFilters(request.GET, rows)
    listed = listing(request, MarketTable(filters.qs), filters)
    page = {"can_order": request.user.can(Permission.ORDER_PLACE)}
    return list_response(request, listed, "ordering/markets.html", name="marches", **page)


@needs(Permission.STOCK_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A market, its orders, and what is left of it."""
    found = get_object_or_404(_markets(request).select_related("programme"), public_id=public_id)
    return table_page(request, "ordering/market.html", market_page(found))


@needs(Permission.ORDER_PLACE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    form = MarketForm(posted_data(request), programme=request.programme)

    def record(named: list[Organisation]) -> Market:
        facts = {"holder": named[0], **form.facts}
        return markets.record(request.programme, **facts, by=author_of(request))

    def act() -> HttpResponse:
        answers = [form.organisation_answer]
        market = organisations.act_with(answers, record, by=author_of(request))
        return done(request, f"{market} enregistré.", "ordering:market", market.public_id)

    return form_page(request, "ordering/add_market.html", form, act)


def _markets(request: ProgrammeRequest) -> Any:
    rows = Market.objects.visible_to(request.user).filter(programme=request.programme)
    return rows.select_related("holder")
