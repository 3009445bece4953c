"""The page of the stages of carnets."""

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import needs
from circulation.filters import UseFilters
from circulation.pages.stages import depots_seen, hand_outs_from, stages_page
from common import clock
from common.lists import list_response, listing
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ)
def stages(request: ProgrammeRequest) -> HttpResponse:
    """What became of carnets, from their order to their last pass used."""
    depots = depots_seen(request.user, request.programme)
    rows = hand_outs_from(depots).filter(programme=request.programme)
    filters = UseFilters(request.GET, rows, programme=request.programme, depots=depots)
    page = stages_page(request.user, request.programme, filters, on=clock.today())
    listed = listing(request, page["table"], filters)
    return list_response(
        request, listed, "circulation/stages.html", name="parcours_carnets", **page
    )
