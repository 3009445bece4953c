"""The stock by depot, and the account of a depot."""

import datetime as dt
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.lists import table_page
from common.parsing import Unreadable, parse_day
from distribution.models import Depot
from distribution.pages.depots import depot_page, stock_page
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """What is in stock, by the ledger, and what moved over a period."""
    start, end = _period(request)
    page = stock_page(request.user, request.programme, start, end, on=clock.today())
    return table_page(request, "distribution/stock.html", page)


@needs(Permission.STOCK_READ)
def depot(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The account of one depot over a period, and its carnets."""
    seen = Depot.objects.visible_to(request.user).filter(programme=request.programme)
    found = get_object_or_404(seen.select_related("organisation"), public_id=public_id)
    start, end = _period(request)
    page = depot_page(found, start, end, on=clock.today())
    return table_page(request, "distribution/depot.html", page)


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
