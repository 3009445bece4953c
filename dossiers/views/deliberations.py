"""The page of a deliberation, the form that corrects it, and the timeline of all."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data
from deliberations.forms import DeliberationForm
from deliberations.http import deliberation_of, deliberations_of
from deliberations.readings import assemblies_of
from deliberations.tables import CalendarTable
from dossiers import actions
from dossiers.pages.deliberations import deliberation_page, with_rows_read
from dossiers.pages.timeline import timeline_entries, votes_page
from files.pages import files_of
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def timeline(request: ProgrammeRequest) -> HttpResponse:
    """The timeline of deliberations and the calendars that they decided."""
    calendars = request.programme.calendars.select_related("deliberation")
    current = request.programme.calendars.in_force_on(clock.today()).first()
    page = {
        **votes_page(
            timeline_entries(request.programme),
            request.GET.get("votes"),
            is_whole="lignes" in request.GET,
        ),
        "calendars": CalendarTable(
            list(calendars.order_by("-in_force_on", "-pk")), current=current, request=request
        ),
        "current": current,
        "today": clock.today(),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return render(request, "dossiers/timeline.html", page)


@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The page of a deliberation, with what is based on it."""
    rows = with_rows_read(deliberations_of(request))
    found = get_object_or_404(rows, public_id=public_id)
    page = {
        **deliberation_page(found),
        "files": files_of(found, request.user),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return render(request, "dossiers/deliberation.html", page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Correct a deliberation; the journal keeps the former values."""
    found = deliberation_of(request, public_id)
    form = DeliberationForm(posted_data(request), programme=request.programme, deliberation=found)

    def act() -> HttpResponse:
        seen = form.cleaned_data["seen"]
        edited = actions.edit_deliberation(
            found, read_version=seen, **form.facts, by=author_of(request)
        )
        return done(request, f"{edited} corrigée.", "dossiers:deliberation", public_id)

    page = {"deliberation": found, "assemblies": assemblies_of(request.programme)}
    return form_page(request, "deliberations/edit.html", form, act, **page)
