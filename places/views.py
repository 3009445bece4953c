"""Pages about places."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.http import searched
from common.tables import PER_PAGE
from conventions.http import ProgrammeRequest
from places.enums import QualificationState, Service
from places.models import Place
from places.rules import opening_hours_in_french
from places.tables import FAMILIES, PlaceTable


@require_GET
@needs(Permission.PLACE_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The places of the programme, as they stand today."""
    today, words = clock.today(), searched(request)
    places = Place.objects.visible_to(request.user).of_programme(request.programme, today)
    current = Q(standing=QualificationState.CURRENT)
    counts = places.aggregate(all=Count("pk"), qualified=Count("pk", filter=current))
    found = places.matching(words).select_related("commune__epci")
    table = PlaceTable(found.order_by("commune__sort_key", "sort_key", "pk"))
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    none = f"Aucun lieu pour «\u00a0{words}\u00a0»." if words else "Aucun lieu qualifié encore."
    page = {"table": table, "words": words, "counts": counts, "today": today, "none": none}
    return render(request, "places/index.html", page)


@require_GET
@needs(Permission.PLACE_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One place, with its history in the programme."""
    places = Place.objects.visible_to(request.user).of_programme(request.programme, clock.today())
    place = get_object_or_404(
        places.select_related("commune__epci", "structure__organisation"), public_id=public_id
    )
    standing = QualificationState(place.standing)  # type: ignore[attr-defined]
    page = {
        "place": place,
        "family": FAMILIES[standing],
        "standing": standing.label,
        "today": clock.today(),
        "hours": opening_hours_in_french(place.opening_hours),
        "services": [Service(code).label for code in place.services],
        "qualifications": place.qualifications.filter(programme=request.programme).order_by(
            "-starts_on"
        ),
    }
    return render(request, "places/detail.html", page)
