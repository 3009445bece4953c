"""The list of people, the page of a person, and the page that registers one."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.sealed_search import sealed_search, with_words
from audit.journal import last_change
from beneficiaries.actions import people
from beneficiaries.filters import PersonFilters
from beneficiaries.forms.people import CorrectForm, RegisterForm
from beneficiaries.http import acting_organisation, known_people, visible_people
from beneficiaries.pages.people import people_page, person_page
from beneficiaries.tables import PersonTable
from common import clock
from common.form_pages import done, form_page, posted_data
from common.lists import listing
from common.model_fields import recorded_values
from programmes.http import ProgrammeRequest

DETAIL = "beneficiaries:detail"


@needs(Permission.PERSON_READ, "GET", "POST")
@sealed_search
def index(request: ProgrammeRequest) -> HttpResponse:
    """The people that the user may see, found by name or day of birth."""
    known = known_people(request)
    rows = known.with_last_decision().select_related("commune").order_by("sort_key", "pk")
    filters = PersonFilters(with_words(request), rows)
    listed = listing(request, PersonTable(filters.qs), filters, has_files=False)
    people.note_listed(request.programme, "Ayants droit", listed.table.page, by=author_of(request))
    page = {"listing": listed, **people_page(listed, request.user)}
    return render(request, "beneficiaries/index.html", page)


@needs(Permission.PERSON_REGISTER, "GET", "POST")
def register(request: ProgrammeRequest) -> HttpResponse:
    """Register someone, then take their request."""
    form = RegisterForm(posted_data(request), programme=request.programme)
    return form_page(
        request, "beneficiaries/register.html", form, lambda: _registered(request, form)
    )


@needs(Permission.PERSON_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Who the person is, what they asked, what was answered."""
    seen = visible_people(request).select_related("commune", "registered_by")
    person = get_object_or_404(seen, public_id=public_id)
    people.note_read(person, by=author_of(request))
    page = person_page(person, request.user, on=clock.today())
    return render(request, "beneficiaries/detail.html", page)


@needs(Permission.PERSON_REGISTER, "GET", "POST")
def correct(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Correct who somebody is."""
    seen = known_people(request).select_related("commune", "programme", "registered_by")
    person = get_object_or_404(seen, public_id=public_id)
    people.note_read(person, by=author_of(request))
    form = CorrectForm(
        posted_data(request),
        initial=recorded_values(CorrectForm, person),
        changed_by=partial(last_change, person, "person.corrected"),
    )

    def act() -> HttpResponse:
        found = people.correct(person, **form.cleaned_data, by=author_of(request))
        return done(request, f"Identité enregistrée\u00a0: {found.full_name}.", DETAIL, public_id)

    return form_page(request, "beneficiaries/correct.html", form, act, person=person)


def _registered(request: ProgrammeRequest, form: RegisterForm) -> HttpResponse:
    """Register the person; one that is known and visible is shown instead."""
    whom = {"organisation": acting_organisation(request), **form.cleaned_data}
    try:
        person = people.register(request.programme, **whom, by=author_of(request))
    except people.AlreadyRegistered as refusal:
        people.note_known(refusal.person, by=author_of(request))
        if not known_people(request).filter(pk=refusal.person.pk).exists():
            raise
        messages.info(request, "Cette personne est déjà enregistrée.")
        return redirect(DETAIL, refusal.person.public_id)
    said = f"{person.full_name} est enregistrée dans le programme."
    return done(request, said, "beneficiaries:request", person.public_id)
