"""The list of deliberations; add one, tie it to another, add its calendar."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common.form_pages import done, form_page, posted_data
from common.formats import day, period
from common.http import refusals_shown
from common.lists import FILE_PARAMETER, list_response, listing
from deliberations.actions import calendars, deliberations
from deliberations.enums import VisaOrigin
from deliberations.filters import DeliberationFilters
from deliberations.forms import CalendarForm, DeliberationForm, TieForm
from deliberations.http import deliberation_of, deliberations_of
from deliberations.models import Deliberation, Visa
from deliberations.readings import assemblies_of, deliberations_to_tie
from deliberations.tables import ONLY_IN_FILE, DeliberationTable
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Every deliberation of the programme, the latest first."""
    rows = deliberations_of(request)
    ordered = rows.order_by("-session_on", "-number", "-pk").prefetch_related("groups")
    filters = DeliberationFilters(request.GET, ordered, programme=request.programme)
    hidden = () if FILE_PARAMETER in request.GET else ONLY_IN_FILE
    listed = listing(request, DeliberationTable(filters.qs, exclude=hidden), filters)
    page = {
        "latest": ordered.first(),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return list_response(request, listed, "deliberations/index.html", name="deliberations", **page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    """Record a deliberation."""
    form = DeliberationForm(posted_data(request), programme=request.programme)

    def act() -> HttpResponse:
        added = deliberations.record(request.programme, **form.facts, by=author_of(request))
        return done(request, f"{added} enregistrée.", "dossiers:deliberation", added.public_id)

    assemblies = assemblies_of(request.programme)
    return form_page(request, "deliberations/edit.html", form, act, assemblies=assemblies)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def tie(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Tie a deliberation to an earlier one."""
    found = deliberation_of(request, public_id)
    form = TieForm(posted_data(request), earlier=deliberations_to_tie(found))

    def act() -> HttpResponse:
        text, cited = form.cleaned_data["text"], form.cited
        deliberations.tie(found, cited, text=text, by=author_of(request))
        said = f"{found} rattachée à la n°\u00a0{cited.number}."
        return done(request, said, "dossiers:deliberation", public_id)

    return form_page(request, "deliberations/tie.html", form, act, deliberation=found)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def untie(request: ProgrammeRequest, public_id: UUID, cited_id: UUID) -> HttpResponse:
    """Ask for confirmation, then remove a tie made by staff."""
    found = deliberation_of(request, public_id)
    ties = Visa.objects.filter(deliberation=found, origin=VisaOrigin.STAFF)
    tied = ties.filter(cites__public_id=cited_id).select_related("cites").first()
    if tied is None:
        messages.info(request, "Ce rattachement n’existe plus. Rien n’a été modifié.")
        return redirect("dossiers:deliberation", public_id=public_id)
    if request.method == "POST":
        with refusals_shown(request):
            deliberations.untie(tied, by=author_of(request))
            messages.success(request, "Rattachement défait.")
        return redirect("dossiers:deliberation", public_id=public_id)
    page = {"deliberation": found, "tied": tied}
    return render(request, "deliberations/untie.html", page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def add_calendar(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record a calendar; it can be replaced by a later one, but not corrected."""
    found = deliberation_of(request, public_id)
    form = CalendarForm(posted_data(request))

    def act() -> HttpResponse:
        terms = {"deliberation": found, "in_force_on": found.session_on, **form.cleaned_data}
        calendar = calendars.record(request.programme, **terms, by=author_of(request))
        spent = period(calendar.starts_on, calendar.ends_on)
        said = f"Calendrier enregistré\u00a0: pass utilisables {spent}."
        return done(request, said, "dossiers:deliberation", public_id)

    page = {"deliberation": found, "consequences": _consequences(found)}
    return form_page(request, "deliberations/add_calendar.html", form, act, **page)


def _consequences(found: Deliberation) -> list[str]:
    return [
        f"Ce calendrier sera en vigueur depuis la séance du {day(found.session_on)}, "
        "sans attendre de signature.",
        "Les pass s’utilisent du premier au dernier jour indiqués, tous deux inclus.",
        "Un calendrier enregistré ne se corrige pas\u00a0: un vote ultérieur le remplace.",
    ]
