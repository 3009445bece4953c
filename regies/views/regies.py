"""The list of régies, the page of one, and those of its acts and appointments."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.lists import table_page
from programmes.http import ProgrammeRequest
from regies.actions import appointments, regies
from regies.enums import RegieState
from regies.forms import (
    AppointForm,
    CloseForm,
    CompleteForm,
    EndForm,
    FoundForm,
    ProposeForm,
    ReviseForm,
)
from regies.models import Appointment, Regie
from regies.pages.regies import (
    appoint_step,
    close_step,
    complete_step,
    end_step,
    ended,
    found_step,
    not_founded,
    regie_page,
    regies_page,
    revise_step,
    settled,
)

STEP = "layout/step.html"


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The régies and mandates of the programme."""
    page = regies_page(request.user, request.programme, clock.today())
    return table_page(request, "regies/regies.html", page)


@needs(Permission.STOCK_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One régie, read as a document."""
    page = regie_page(_regie(request, public_id), request.user, clock.today())
    return table_page(request, "regies/regie.html", page)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def propose(request: ProgrammeRequest) -> HttpResponse:
    """Open the record of a régie, before its act."""
    form = ProposeForm(posted_data(request), programme=request.programme)

    def act() -> HttpResponse:
        facts = dict(form.cleaned_data)
        made = regies.propose(facts.pop("depot"), **facts, by=author_of(request))
        return done(
            request, f"Projet de régie ouvert\u00a0: {made}.", "regies:regie", made.public_id
        )

    return form_page(request, "regies/propose.html", form, act)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def found(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Found a régie by its act."""
    regie, form = _regie(request, public_id), FoundForm(posted_data(request))
    step = found_step(regie)
    if (told := settled(step.heading, regie, RegieState.FOUNDED)) is not None:
        return settled_page(request, told)

    def act() -> HttpResponse:
        regies.found(regie, **form.cleaned_data, by=author_of(request))
        return done(request, f"Régie constituée\u00a0: {regie}.", "regies:regie", public_id)

    return form_page(request, STEP, form, act, step=step)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def revise(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Give a régie another ceiling."""
    regie, form = _regie(request, public_id), ReviseForm(posted_data(request))
    step = revise_step(regie, clock.today())
    if (told := not_founded(step.heading, regie)) is not None:
        return settled_page(request, told)

    def act() -> HttpResponse:
        made = regies.revise(regie, **form.cleaned_data, by=author_of(request))
        return done(request, f"Enregistré\u00a0: {made}.", "regies:regie", public_id)

    return form_page(request, STEP, form, act, step=step)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def appoint(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Name a régisseur or a mandataire."""
    regie = _regie(request, public_id)
    form, step = AppointForm(posted_data(request), depot=regie.depot), appoint_step(regie)
    if (told := not_founded(step.heading, regie)) is not None:
        return settled_page(request, told)

    def act() -> HttpResponse:
        naming = appointments.Naming(**form.cleaned_data)
        made = appointments.appoint(regie, naming, by=author_of(request))
        return done(request, f"Nomination enregistrée\u00a0: {made}.", "regies:regie", public_id)

    return form_page(request, STEP, form, act, step=step)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def close(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Close a régie that holds nothing."""
    regie = _regie(request, public_id)
    form, step = CloseForm(posted_data(request)), close_step(regie)
    if (told := settled(step.heading, regie, RegieState.CLOSED)) is not None:
        return settled_page(request, told)

    def act() -> HttpResponse:
        regies.close(regie, **form.cleaned_data, by=author_of(request))
        return done(request, f"Régie close\u00a0: {regie}.", "regies:regie", public_id)

    return form_page(request, STEP, form, act, step=step)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def end(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Give an appointment its last day."""
    one = _appointment(request, public_id)
    if (told := ended(one)) is not None:
        return settled_page(request, told)
    form = EndForm(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        appointments.end(one, **form.cleaned_data, by=author_of(request))
        said = f"Dernier jour enregistré\u00a0: {one.name}."
        return done(request, said, "regies:regie", one.regie.public_id)

    return form_page(request, STEP, form, act, step=end_step(one))


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def complete(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Say which account signs for somebody who was named, or since when they are there."""
    one = _appointment(request, public_id)
    form = CompleteForm(posted_data(request), appointment=one)

    def act() -> HttpResponse:
        appointments.complete(one, **form.cleaned_data, by=author_of(request))
        said = f"Nomination complétée\u00a0: {one.name}."
        return done(request, said, "regies:regie", one.regie.public_id)

    return form_page(request, STEP, form, act, step=complete_step(one))


def _regie(request: ProgrammeRequest, public_id: UUID) -> Regie:
    seen = Regie.objects.visible_to(request.user).filter(programme=request.programme)
    related = seen.select_related("depot__programme", "programme", "folder")
    return get_object_or_404(related, public_id=public_id)


def _appointment(request: ProgrammeRequest, public_id: UUID) -> Appointment:
    seen = Appointment.objects.visible_to(request.user)
    ours = seen.filter(regie__programme=request.programme)
    related = ours.select_related("regie__depot__programme", "regie__programme")
    return get_object_or_404(related, public_id=public_id)
