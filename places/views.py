"""The list of places, the page of a place, and what changes one."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.models import Organisation
from audit.journal import last_change
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.lists import list_response, listing
from common.model_fields import recorded_values
from places import actions
from places.filters import PlaceFilters
from places.forms import AddPlaceForm, EndForm, PlaceForm, QualifyForm
from places.models import Place
from places.pages import (
    commune_as_typed,
    end_step,
    place_page,
    places_page,
    qualify_step,
    settled,
)
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
    page = places_page(listed, request.programme, on=clock.today())
    page["can_add"] = request.user.can(Permission.PLACE_WRITE)
    return list_response(request, listed, "places/index.html", name="lieux", **page)


@needs(Permission.PLACE_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One place, with its history in the programme."""
    seen = _places(request).select_related("commune__epci", "structure__organisation")
    place = get_object_or_404(seen, public_id=public_id)
    page = place_page(place, request.user, request.programme, on=clock.today())
    return render(request, "places/detail.html", page)


@needs(Permission.PLACE_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    """Add a place, with its structure and the days when passes are accepted there."""
    new = {"starts_on": clock.today()}
    form = AddPlaceForm(posted_data(request), programme=request.programme, initial=new)

    def record(named: list[Organisation]) -> Place:
        days = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
        by, on = author_of(request), clock.today()
        return actions.add_qualified(
            named[0], request.programme, days=days, on=on, by=by, **form.details
        )

    def act() -> HttpResponse:
        place = organisations.act_with([form.organisation_answer], record, by=author_of(request))
        return done(request, f"Lieu ajouté\u00a0: {place}.", "places:detail", place.public_id)

    return form_page(request, "places/add.html", form, act)


@needs(Permission.PLACE_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Describe a place as it is now."""
    place = _place(request, public_id)
    form = PlaceForm(
        posted_data(request),
        programme=request.programme,
        initial=recorded_values(PlaceForm, place) | {"commune": commune_as_typed(place)},
        changed_by=partial(last_change, place, "place.edited"),
    )

    def act() -> HttpResponse:
        found = actions.edit_place(
            place, on=clock.today(), by=author_of(request), **form.cleaned_data
        )
        return done(request, f"Fiche enregistrée\u00a0: {found}.", "places:detail", public_id)

    return form_page(request, "places/edit.html", form, act, place=place)


@needs(Permission.PLACE_WRITE, "GET", "POST")
def qualify(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Accept passes at a place again, from a day."""
    place = _place(request, public_id)
    form = QualifyForm(posted_data(request), initial={"starts_on": clock.today()})

    def act() -> HttpResponse:
        days = {"on": form.cleaned_data["starts_on"], "until": form.cleaned_data["ends_on"]}
        held = actions.qualify(place, request.programme, **days, by=author_of(request))
        return done(request, f"Lieu qualifié {held.days}.", "places:detail", public_id)

    return form_page(request, "layout/step.html", form, act, step=qualify_step(place))


@needs(Permission.PLACE_WRITE, "GET", "POST")
def end(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Stop accepting passes at a place after a day."""
    place, today = _place(request, public_id), clock.today()
    own = place.qualifications.filter(programme=request.programme)
    held = own.overlapping(today, None).order_by("starts_on").first()
    if held is None:
        return settled_page(request, settled(place))
    form = EndForm(posted_data(request), initial={"ends_on": max(today, held.starts_on)})

    def act() -> HttpResponse:
        given = {"on": form.cleaned_data["ends_on"], "reason": form.cleaned_data["reason"]}
        ended = actions.stop(held, **given, by=author_of(request))
        said = f"Lieu qualifié {ended.days}. Les pass n’y sont plus acceptés ensuite."
        return done(request, said, "places:detail", public_id)

    return form_page(request, "layout/step.html", form, act, step=end_step(place, held))


def _place(request: ProgrammeRequest, public_id: UUID) -> Place:
    seen = _places(request).select_related("commune", "structure__organisation")
    return get_object_or_404(seen, public_id=public_id)


def _places(request: ProgrammeRequest) -> PlaceQuerySet:
    places = Place.objects.visible_to(request.user)
    return places.of_programme(request.programme, clock.today())
