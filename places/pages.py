"""What the list of places and the page of a place show."""

import datetime as dt
from typing import Any

from django.db.models import Count

from accounts.enums import Permission
from accounts.models import User
from common.form_pages import Settled, Step
from common.formats import of
from common.http import address
from common.lists import Listing
from places.enums import QualificationState, Service
from places.models import Place, Qualification
from places.rules import opening_hours_in_french
from places.tables import STATE_FAMILIES
from programmes.models import Programme


def places_page(listed: Listing, programme: Programme, *, on: dt.date) -> dict[str, Any]:
    """Of the places found, how many a programme qualifies on a day."""
    counts = {"qualified": Count("pk"), "epcis": Count("commune__epci", distinct=True)}
    qualified = listed.filters.qs.qualified_on(on, programme)
    return {
        "today": on,
        **qualified.order_by().aggregate(**counts),
    }


def place_page(place: Place, user: User, programme: Programme, *, on: dt.date) -> dict[str, Any]:
    """A place of `of_programme`, with its qualifications by the programme, and what is done."""
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
        "acts": _acts(place, state) if user.can(Permission.PLACE_WRITE) else [],
    }


def _acts(place: Place, state: QualificationState) -> list[tuple[str, str]]:
    """The address and the words of what is done with a place, the main act first."""
    is_over = state == QualificationState.ENDED
    name, act = (
        ("qualify", "Qualifier de nouveau") if is_over else ("end", "Terminer la qualification")
    )
    return [
        (address(f"places:{name}", place.public_id), act),
        (address("places:edit", place.public_id), "Modifier la fiche"),
    ]


def commune_as_typed(place: Place) -> str:
    """`62000 Arras`, as the form of a place reads it."""
    return f"{place.postcode} {place.commune}"


def qualify_step(place: Place) -> Step:
    """The texts of the page that accepts passes at a place again."""
    return Step(
        f"Qualifier de nouveau {place}",
        "Qualifier le lieu",
        address("places:detail", place.public_id),
        f"{place.structure}, {place.commune}.",
        ["Les pass du programme y seront acceptés ces jours-là."],
        part="Lieux",
    )


def end_step(place: Place, held: Qualification) -> Step:
    """The texts of the page that stops accepting passes at a place."""
    return Step(
        f"Terminer la qualification {of(str(place))}",
        "Terminer la qualification",
        address("places:detail", place.public_id),
        f"Lieu qualifié {held.days}.",
        [
            "Après ce jour, aucun pass n’y est plus accepté.",
            "Ce qui y a été encaissé reste dû à la structure.",
            "Le lieu pourra être qualifié de nouveau.",
        ],
        part="Lieux",
    )


def settled(place: Place) -> Settled:
    """What is said of a place whose qualification is over."""
    url = address("places:detail", place.public_id)
    return Settled("Terminer la qualification", "Elle a déjà pris fin.", url, "Revenir au lieu")
