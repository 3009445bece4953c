"""The pages of findings: the list, one finding, its acceptance."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common.form_pages import done, form_page, posted_data
from common.http import refusals_shown
from common.lists import list_response, listing
from findings import actions, pages, readings
from findings.filters import FindingFilters
from findings.forms import AcceptForm
from findings.models import Acceptance
from findings.readings import LocatedFinding
from findings.tables import FindingTable
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The list of the findings of the programme."""
    conventions = readings.conventions_of(request.programme)
    every = readings.of_programme(request.programme, conventions)
    filters = FindingFilters(request.GET, every, conventions=conventions)
    listed = listing(request, FindingTable(filters.filtered()), filters)
    lead = pages.count_sentence(every)
    return list_response(request, listed, "findings/findings.html", name="ecarts", lead=lead)


@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, fingerprint: str) -> HttpResponse:
    """One finding: its sentence, what is applied instead, who accepted it."""
    found = _found(request, fingerprint)
    page = {
        "finding": found,
        "strip": pages.strip(found),
        "history": pages.history(found),
        "can_accept": request.user.can(Permission.CONVENTION_WRITE),
    }
    return render(request, "findings/finding.html", page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def accept(request: ProgrammeRequest, fingerprint: str) -> HttpResponse:
    """Accept a finding, with a reason."""
    found, form = _found(request, fingerprint), AcceptForm(posted_data(request))

    def act() -> HttpResponse:
        given = {"fingerprint": fingerprint, **form.cleaned_data}
        actions.accept(request.programme, **given, by=author_of(request))
        said = "Écart accepté. Son motif est au journal."
        return done(request, said, found.get_absolute_url())

    return form_page(request, "findings/accept.html", form, act, finding=found)


@needs(Permission.CONVENTION_WRITE, "POST")
def withdraw(request: ProgrammeRequest, fingerprint: str) -> HttpResponse:
    """Withdraw the acceptance of a finding, which is open again."""
    rows = Acceptance.objects.filter(programme=request.programme, fingerprint=fingerprint)
    acceptance = get_object_or_404(rows.order_by("-pk")[:1])
    with refusals_shown(request):
        actions.withdraw(acceptance, by=author_of(request))
        messages.success(request, "Acceptation retirée. L’écart est de nouveau ouvert.")
    return redirect("findings:finding", fingerprint)


def _found(request: ProgrammeRequest, fingerprint: str) -> LocatedFinding:
    for one in readings.of_programme(request.programme):
        if one.fingerprint == fingerprint:
            return one
    raise Http404
