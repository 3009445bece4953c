"""The establishments of a programme: the list, and the form that adds or names one."""

from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from beneficiaries.actions import establishments
from beneficiaries.filters import EstablishmentFilters
from beneficiaries.forms.establishments import EstablishmentForm
from beneficiaries.models import Establishment
from beneficiaries.tables import EstablishmentTable
from common.form_pages import done, form_page, posted_data
from common.lists import list_response, listing
from common.model_fields import recorded_values
from programmes.http import ProgrammeRequest


@needs(Permission.REGLEMENT_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Every establishment, with how many requests name it."""
    rows = _rows(request).annotate(requests_count=Count("requests")).order_by("position")
    filters = EstablishmentFilters(request.GET, rows)
    can_write = request.user.can(Permission.REGLEMENT_WRITE)
    listed = listing(request, EstablishmentTable(filters.qs, can_write=can_write), filters)
    page = {
        "unnamed": rows.filter(name="").count(),
        "can_write": can_write,
    }
    template = "beneficiaries/establishments.html"
    return list_response(request, listed, template, name="etablissements", **page)


@needs(Permission.REGLEMENT_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    """Add an establishment at the end of the list."""
    form = EstablishmentForm(posted_data(request))

    def act() -> HttpResponse:
        made = establishments.record(request.programme, **form.cleaned_data, by=author_of(request))
        return done(request, f"{made} ajouté à la liste.", "beneficiaries:establishments")

    return form_page(request, "beneficiaries/edit_establishment.html", form, act)


@needs(Permission.REGLEMENT_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Name an establishment, or correct its name."""
    found = get_object_or_404(_rows(request), public_id=public_id)
    initial = recorded_values(EstablishmentForm, found)
    form = EstablishmentForm(posted_data(request), initial=initial)

    def act() -> HttpResponse:
        edited = establishments.edit(found, **form.cleaned_data, by=author_of(request))
        return done(request, f"{edited} enregistré.", "beneficiaries:establishments")

    page = {"establishment": found}
    return form_page(request, "beneficiaries/edit_establishment.html", form, act, **page)


def _rows(request: ProgrammeRequest) -> QuerySet[Establishment]:
    rows = Establishment.objects.visible_to(request.user)
    return rows.filter(programme=request.programme)
