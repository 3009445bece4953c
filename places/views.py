"""The list of places, and the page of a place."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.lists import list_response, listing
from places.filters import PlaceFilters
from places.models import Place
from places.pages import place_page, places_page
from places.querysets import PlaceQuerySet
from places.tables import PlaceTable
from programmes.http import ProgrammeRequest


@needs(Permission.PLACE_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The places of the programme, as they stand today."""
    places = _places(request)
    rows = places.select_related("commune__epci").only(
        "public_id", "name", "services", "commune__name", "commune__epci__name"
    )
    rows = rows.order_by("commune__sort_key", "sort_key", "pk")
    filters = PlaceFilters(request.GET, rows, programme=request.programme)
    listed = listing(request, PlaceTable(filters.qs), filters)
    page = places_page(places, listed, request.programme, on=clock.today())
    return list_response(request, listed, "places/index.html", name="lieux", **page)


@needs(Permission.PLACE_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One place, with its history in the programme."""
    seen = _places(request).select_related("commune__epci", "structure__organisation")
    place = get_object_or_404(seen, public_id=public_id)
    page = place_page(place, request.programme, on=clock.today())
    return render(request, "places/detail.html", page)


def _places(request: ProgrammeRequest) -> PlaceQuerySet:
    places = Place.objects.visible_to(request.user)
    return places.of_programme(request.programme, clock.today())
