"""Votes: the list, the chain, one as a document, entered, corrected and tied to another."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.http import actor_of, needs
from common import clock
from common.errors import Refusal
from common.http import add_refusal, refusals_shown
from common.lists import answer, listing
from conventions import pages, votes
from conventions.actions import deliberations as actions
from conventions.attached import attached
from conventions.chain import chain
from conventions.enums import VisaOrigin
from conventions.filters.deliberations import DeliberationFilters
from conventions.forms.deliberations import DeliberationForm, TieForm, earlier_than
from conventions.http import ProgrammeRequest
from conventions.models import Deliberation, Visa
from conventions.querysets import DeliberationQuerySet
from conventions.tables.deliberations import CalendarTable, DeliberationTable
from conventions.tables.deliberations import votes as written_votes
from conventions.tables.money import BudgetLineTable

# Beside a document, a line tells what the vote did; its own page tells the rest.
EXCLUDED = ("label", "operation", "year", "section", "available", "balance")


@require_GET
@needs(Permission.CONVENTION_READ)
def deliberations(request: ProgrammeRequest) -> HttpResponse:
    """Every vote of the programme, the latest first."""
    rows = _rows(request)
    ordered = rows.order_by("-session_on", "-number")
    filters = DeliberationFilters(request.GET, ordered, programme=request.programme)
    listed = listing(request, DeliberationTable(filters.qs), filters)
    page = {
        "total": rows.count(),
        "latest": ordered.first(),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return answer(request, listed, "conventions/deliberations.html", name="deliberations", **page)


@require_GET
@needs(Permission.CONVENTION_READ)
def timeline(request: ProgrammeRequest) -> HttpResponse:
    """The chain of votes as a picture, each link told in words, and the calendars decided."""
    calendars = request.programme.calendars.select_related("deliberation")
    current = request.programme.calendars.in_force_on(clock.today()).first()
    page = {
        "knots": chain(request.programme),
        "calendars": CalendarTable(
            calendars.order_by("-in_force_on", "-pk"), current=current, request=request
        ),
        "current": current,
        "today": clock.today(),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return render(request, "conventions/timeline.html", page)


@require_GET
@needs(Permission.CONVENTION_READ)
def deliberation(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A vote read as a document, and what stands on it."""
    found = _deliberation(request, public_id)
    page = {
        "deliberation": found,
        "votes": written_votes(found),
        "strip": votes.strip(found),
        "standing": votes.standing(found),
        "cited_by": votes.cited_by(found),
        "opinions": votes.opinions(found),
        "conventions": found.conventions.order_by("pk"),
        "avenants": found.avenants.select_related("convention").order_by("pk"),
        "calendars": found.calendars.order_by("in_force_on"),
        "lines": BudgetLineTable(
            found.budget_lines.order_by("pk"), exclude=EXCLUDED, orderable=False
        ),
        "phases": pages.phasing(found),
        "subsidies": pages.subsidies(found),
        "attached": attached(found, request.user),
        "history": votes.history(found),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return render(request, "conventions/deliberation.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def add_deliberation(request: ProgrammeRequest) -> HttpResponse:
    """Enter a vote."""
    form = DeliberationForm(request.POST or None, programme=request.programme)
    if form.is_valid():
        try:
            added = actions.record(
                request.programme, **form.facts, by=actor_of(request), at=clock.now()
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{added} enregistrée.")
            return redirect("conventions:deliberation", public_id=added.public_id)
    page = {"form": form, "assemblies": _assemblies(request)}
    return render(request, "conventions/edit_deliberation.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def edit_deliberation(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Correct a vote; what was is kept in the journal."""
    found = _deliberation(request, public_id)
    form = DeliberationForm(request.POST or None, programme=request.programme, deliberation=found)
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            edited = actions.edit(
                found, seen=seen, **form.facts, by=actor_of(request), at=clock.now()
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{edited} corrigée.")
            return redirect("conventions:deliberation", public_id=public_id)
    page = {"form": form, "deliberation": found, "assemblies": _assemblies(request)}
    return render(request, "conventions/edit_deliberation.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def tie_deliberation(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Tie a vote to the earlier one that it follows."""
    found = _deliberation(request, public_id)
    form = TieForm(request.POST or None, earlier=earlier_than(found))
    if form.is_valid():
        text, cited = form.cleaned_data["text"], form.cited
        try:
            actions.tie(found, cited, text=text, by=actor_of(request), at=clock.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{found} rattachée à la n°\u00a0{cited.number}.")
            return redirect("conventions:deliberation", public_id=public_id)
    page = {"form": form, "deliberation": found}
    return render(request, "conventions/tie_deliberation.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def untie_deliberation(request: ProgrammeRequest, public_id: UUID, cited_id: UUID) -> HttpResponse:
    """Take back a tie made by staff."""
    found = _deliberation(request, public_id)
    ties = Visa.objects.filter(deliberation=found, origin=VisaOrigin.STAFF)
    tied = ties.filter(cites__public_id=cited_id).select_related("cites").first()
    if tied is None:
        messages.info(request, "Ce rattachement n’existe plus. Rien n’a été modifié.")
        return redirect("conventions:deliberation", public_id=public_id)
    if request.method == "POST":
        with refusals_shown(request):
            actions.untie(tied, by=actor_of(request), at=clock.now())
            messages.success(request, "Rattachement défait.")
        return redirect("conventions:deliberation", public_id=public_id)
    page = {"deliberation": found, "tied": tied}
    return render(request, "conventions/untie_deliberation.html", page)


def _rows(request: ProgrammeRequest) -> DeliberationQuerySet:
    rows: DeliberationQuerySet = Deliberation.objects.visible_to(request.user)
    return rows.filter(programme=request.programme)


def _deliberation(request: ProgrammeRequest, public_id: UUID) -> Deliberation:
    return get_object_or_404(_rows(request), public_id=public_id)


def _assemblies(request: ProgrammeRequest) -> list[str]:
    """Those already named, to be named alike."""
    rows = request.programme.deliberations.order_by("assembly")
    return list(rows.values_list("assembly", flat=True).distinct())
