"""The page that files a request, and the page of its decision."""

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from beneficiaries.actions import people, requests
from beneficiaries.forms.requests import RequestForm
from beneficiaries.http import acting_organisation, known_people
from beneficiaries.models import Decision
from beneficiaries.pages.requests import decision_page, proofs_asked
from common import clock
from common.form_pages import form_page, posted_data
from programmes.http import ProgrammeRequest


@needs(Permission.PERSON_REGISTER, "GET", "POST")
def file_request(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take a request and answer it at once."""
    seen = known_people(request).select_related("commune")
    person = get_object_or_404(seen, public_id=public_id)
    people.note_read(person, by=author_of(request))
    new = {"filed_on": clock.today(), "public_id": uuid4()}
    form = RequestForm(posted_data(request), programme=request.programme, initial=new)

    def act() -> HttpResponse:
        filing = {"organisation": acting_organisation(request), **form.cleaned_data}
        found = requests.decide(person, on=clock.today(), **filing, by=author_of(request))
        return redirect("beneficiaries:decision", found.public_id)

    page = {
        "person": person,
        "age": person.age_on(clock.today()),
        "proofs": proofs_asked(request.user, request.programme, on=clock.today()),
    }
    return form_page(request, "beneficiaries/request.html", form, act, **page)


@needs(Permission.PERSON_READ)
def decision(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A decision with its reasons, category by category."""
    decisions = Decision.objects.visible_to(request.user).select_related(
        "request__person__commune", "request__filed_with", "version__deliberation", "category"
    )
    found = get_object_or_404(
        decisions.filter(version__programme=request.programme), public_id=public_id
    )
    people.note_read(found.request.person, by=author_of(request))
    return render(request, "beneficiaries/decision.html", decision_page(found, request.user))
