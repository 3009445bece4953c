"""The page that files a request, and the page of its decision."""

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import actor_of, needs
from beneficiaries import rules
from beneficiaries.actions import requests
from beneficiaries.forms.requests import RequestForm
from beneficiaries.http import acting_organisation, visible_people
from beneficiaries.models import Decision, Person
from beneficiaries.pages.requests import decision_page, proofs_asked
from common import clock
from common.errors import Refusal
from common.http import add_refusal
from programmes.http import ProgrammeRequest


@needs(Permission.PERSON_REGISTER, "GET", "POST")
def file_request(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take a request and answer it at once."""
    seen = visible_people(request).select_related("commune")
    person = get_object_or_404(seen, public_id=public_id)
    new = {"filed_on": clock.today(), "public_id": uuid4()}
    form = RequestForm(request.POST or None, programme=request.programme, initial=new)
    if form.is_valid() and (found := _decided(request, person, form)) is not None:
        return redirect("beneficiaries:decision", found.public_id)
    proofs = proofs_asked(request.user, request.programme, on=clock.today())
    age = rules.age_on(clock.today(), person.born_on)
    page = {"form": form, "person": person, "age": age, "proofs": proofs}
    return render(request, "beneficiaries/request.html", page)


@needs(Permission.PERSON_READ)
def decision(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A decision with its reasons, category by category."""
    decisions = Decision.objects.visible_to(request.user).select_related(
        "request__person__commune", "request__filed_with", "version__deliberation", "category"
    )
    found = get_object_or_404(
        decisions.filter(version__programme=request.programme), public_id=public_id
    )
    return render(request, "beneficiaries/decision.html", decision_page(found, request.user))


def _decided(request: ProgrammeRequest, person: Person, form: RequestForm) -> Decision | None:
    """The decision, or nothing when a refusal is to be shown in the form."""
    try:
        return requests.decide(
            person,
            on=clock.today(),
            organisation=acting_organisation(request),
            by=actor_of(request),
            at=clock.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
