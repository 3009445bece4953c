"""What the list of places and the page of a place show."""

import datetime as dt
from typing import Any

from django.db.models import Count

from common.lists import Listing
from places.enums import QualificationState, Service
from places.models import Place
from places.querysets import PlaceQuerySet
from places.rules import opening_hours_in_french
from places.tables import STATE_FAMILIES
from programmes.models import Programme


def places_page(
    places: PlaceQuerySet, listed: Listing, programme: Programme, *, on: dt.date
) -> dict[str, Any]:
    """How many places a programme has, and of those found, how many it qualifies on a day."""
    counts = {"qualified": Count("pk"), "epcis": Count("commune__epci", distinct=True)}
    qualified = listed.filters.qs.qualified_on(on, programme)
    return {
        "total": places.count() if listed.applied else len(listed.table.rows),
        "today": on,
        **qualified.order_by().aggregate(**counts),
    }


def place_page(place: Place, programme: Programme, *, on: dt.date) -> dict[str, Any]:
    """A place of `of_programme`, with its qualifications by the programme."""
    state = QualificationState(place.standing)  # type: ignore[attr-defined]
    qualifications = place.qualifications.filter(programme=programme)
    return {
        "place": place,
        "family": STATE_FAMILIES[state],
        "standing": state.label,
        "today": on,
        "hours": opening_hours_in_french(place.opening_hours),
        "services": [Service(code).label for code in place.services],
        "qualifications": qualifications.order_by("-starts_on"),
    }
