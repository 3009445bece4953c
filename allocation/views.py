"""The page of the sharing of carnets among the depots."""

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import needs
from allocation.filters import AllocationFilters
from allocation.pages import allocation_page, sources_of
from common import clock
from common.lists import list_response, listing
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ)
def allocation(request: ProgrammeRequest) -> HttpResponse:
    """Which depots sleep or run out, and how carnets would be shared among them."""
    sources = sources_of(request.user, request.programme)
    filters = AllocationFilters(request.GET, sources=sources)
    page = allocation_page(request.user, request.programme, filters, on=clock.today())
    listed = listing(request, page.pop("table"), filters)
    return list_response(
        request, listed, "allocation/allocation.html", name="repartition_carnets", **page
    )
