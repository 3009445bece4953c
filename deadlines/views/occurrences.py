"""The pages of occurrences: the list, the month, one with its acts."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.formats import WEEKDAYS, day
from common.http import refusals_shown
from common.lists import FILE_PARAMETER, list_response, listing
from conventions.enums import ProofKind
from deadlines.actions import occurrences
from deadlines.enums import OCCURRENCE_MOVES, OccurrenceState
from deadlines.filters import OccurrenceFilters
from deadlines.forms import (
    ALL_OCCURRENCES,
    PROOF_FORMS,
    AddProofForm,
    AssignForm,
    WaiveForm,
    new_proof,
)
from deadlines.models import Occurrence
from deadlines.pages.list import occurrences_page
from deadlines.pages.month import YEARS, Month, month_calendar
from deadlines.pages.nearness import Counts
from deadlines.pages.occurrences import (
    SEND_LABELS,
    SENT_MESSAGES,
    missing_pieces,
    next_due_sentence,
    occurrence_page,
    settled,
)
from deadlines.querysets import OccurrenceQuerySet
from deadlines.tables import OccurrenceTable
from files.pages import files_of
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Twelve months in lanes, then the list by nearness; as a file, the list with all it knows."""
    today, programme = clock.today(), request.programme
    rows = _rows(request)
    filters = OccurrenceFilters(request.GET, rows.pending_first(), programme=programme, today=today)
    if FILE_PARAMETER in request.GET:
        listed = listing(request, OccurrenceTable(filters.qs, today=today), filters)
        return list_response(request, listed, "", name="echeances")
    page = occurrences_page(request.user, programme, rows, filters, today)
    listed = listing(request, page.pop("table"), filters)
    return list_response(request, listed, "deadlines/occurrences.html", name="echeances", **page)


@needs(Permission.CONVENTION_READ)
def month(request: ProgrammeRequest, year: int, month: int) -> HttpResponse:
    """The occurrences of a month as a calendar."""
    if year not in YEARS or not 1 <= month <= 12:
        raise Http404
    shown, today, rows = Month(dt.date(year, month, 1)), clock.today(), _rows(request)
    weeks, counts = month_calendar(rows, shown, today), Counts.of(rows, today)
    page = {
        "month": shown,
        "today": today,
        "weeks": weeks,
        "weekdays": [name.capitalize() for name in WEEKDAYS],
        "total": sum(one.total for week in weeks for one in week),
        "counts": counts,
        "is_this_month": today.replace(day=1) == shown.first,
    }
    return render(request, "deadlines/month.html", page)


@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The page of an occurrence."""
    found, today = _occurrence(request, public_id), clock.today()
    page = {
        **occurrence_page(found, today),
        "files": files_of(found, request.user),
        "can_follow": request.user.can(Permission.OBLIGATION_FOLLOW),
    }
    return render(request, "deadlines/occurrence.html", page)


@needs(Permission.OBLIGATION_FOLLOW, "POST")
def prepare(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Mark an occurrence as ready."""
    found = _occurrence(request, public_id)
    with refusals_shown(request):
        occurrences.prepare(found, by=author_of(request))
        messages.success(request, "Échéance marquée prête.")
    return redirect("deadlines:occurrence", public_id=public_id)


@needs(Permission.OBLIGATION_FOLLOW, "POST")
def resume(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back the last step of an occurrence; its proofs stay."""
    found = _occurrence(request, public_id)
    with refusals_shown(request):
        resumed = occurrences.resume(found, by=author_of(request))
        state = resumed.get_state_display().lower()
        messages.success(request, f"Échéance de nouveau {state}. Ses justificatifs sont gardés.")
    return redirect("deadlines:occurrence", public_id=public_id)


@needs(Permission.OBLIGATION_FOLLOW, "GET", "POST")
def send(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record that it was sent, attended or done, with a proof."""
    found = _occurrence(request, public_id)
    if OccurrenceState.SENT not in OCCURRENCE_MOVES[OccurrenceState(found.state)]:
        return settled_page(request, settled(SEND_LABELS[found.nature], found, clock.today()))
    nature, new = found.nature, new_proof(found, clock.today())
    form = PROOF_FORMS[nature](posted_data(request), request.FILES or None, initial=new)

    def act() -> HttpResponse:
        sent = occurrences.send(found, proof=form.proof, by=author_of(request))
        said = f"{SENT_MESSAGES[nature]} le {day(sent.sent_on)}.{next_due_sentence(sent)}"
        return done(request, said, "deadlines:occurrence", public_id)

    page = {"occurrence": found, "act": SEND_LABELS[nature], "missing": missing_pieces(found)}
    return form_page(request, "deadlines/send_occurrence.html", form, act, **page)


@needs(Permission.OBLIGATION_FOLLOW, "GET", "POST")
def waive(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record that nothing is expected, and why."""
    found = _occurrence(request, public_id)
    if OccurrenceState.WAIVED not in OCCURRENCE_MOVES[OccurrenceState(found.state)]:
        return settled_page(request, settled("Dispenser", found, clock.today()))
    form = WaiveForm(posted_data(request))

    def act() -> HttpResponse:
        occurrences.waive(found, **form.cleaned_data, by=author_of(request))
        said = "Échéance dispensée. La dispense peut être levée."
        return done(request, said, "deadlines:occurrence", public_id)

    return form_page(request, "deadlines/waive_occurrence.html", form, act, occurrence=found)


@needs(Permission.OBLIGATION_FOLLOW, "GET", "POST")
def assign(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Set who is responsible for it, or for its whole obligation."""
    found = _occurrence(request, public_id)
    form = AssignForm(posted_data(request), occurrence=found)

    def act() -> HttpResponse:
        said = _assign(request, found, form.cleaned_data)
        return done(request, said, "deadlines:occurrence", public_id)

    return form_page(request, "deadlines/assign_occurrence.html", form, act, occurrence=found)


@needs(Permission.OBLIGATION_FOLLOW, "GET", "POST")
def add_proof(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Add a proof."""
    found = _occurrence(request, public_id)
    form = AddProofForm(posted_data(request), request.FILES or None, initial={"on": clock.today()})

    def act() -> HttpResponse:
        kind = ProofKind(form.cleaned_data["kind"])
        occurrences.add_proof(found, kind=kind, proof=form.proof, by=author_of(request))
        return done(request, "Justificatif ajouté.", "deadlines:occurrence", public_id)

    return form_page(request, "deadlines/add_proof.html", form, act, occurrence=found)


def _assign(request: ProgrammeRequest, found: Occurrence, given: dict[str, Any]) -> str:
    who, by = given["responsible"], author_of(request)
    named = f"confiée à {who}" if who else "sans responsable"
    if given["scope"] == ALL_OCCURRENCES:
        occurrences.assign_obligation(found.obligation, responsible=who, by=by)
        said = f"Obligation {named}, pour toutes ses échéances."
    else:
        occurrences.assign(found, responsible=who, by=by)
        said = f"Échéance {named}."
    # Last: when the person is refused, nothing is recorded.
    if given.get("member", found.obligation.member) != found.obligation.member:
        occurrences.name_member(found.obligation, member=given["member"], by=by)
    return said


def _rows(request: ProgrammeRequest) -> OccurrenceQuerySet:
    rows = Occurrence.objects.visible_to(request.user)
    return rows.of_programme(request.programme).with_obligation()


def _occurrence(request: ProgrammeRequest, public_id: UUID) -> Occurrence:
    return get_object_or_404(_rows(request), public_id=public_id)
