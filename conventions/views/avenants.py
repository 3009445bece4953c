"""The pages that open, edit, compare and print an avenant."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from accounts.enums import Permission
from accounts.http import author_of, needs
from audit.journal import last_change
from common.form_pages import done, form_page, posted_data, settled_page
from common.model_fields import recorded_values
from conventions.actions import avenants
from conventions.enums import ConventionState
from conventions.forms.avenants import AvenantForm, NewAvenantForm
from conventions.http import avenant_of, convention_of
from conventions.pages.texts import settled, task_list_url
from conventions.readings.avenants import differences_in_words, differences_of, next_number
from conventions.readings.texts import is_draft
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def compare(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Each value that an avenant changes, beside the one of the convention."""
    found = avenant_of(request, public_id)
    rows = differences_of(found)
    lead = differences_in_words(found, rows)
    page = {"avenant": found, "differences": rows, "lead": lead}
    return render(request, "conventions/difference.html", page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def add(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Open an avenant, with its subject and the parts of the text that it changes."""
    convention = convention_of(request, public_id)
    if convention.state != ConventionState.SIGNED:
        return settled_page(request, settled("Préparer un avenant", convention))
    form = NewAvenantForm(posted_data(request), next_number=next_number(convention))

    def act() -> HttpResponse:
        made = avenants.draft(convention, **form.cleaned_data, by=author_of(request))
        said = f"Avenant n°\u00a0{made.number} ouvert, en projet."
        return done(request, said, task_list_url(made))

    return form_page(request, "conventions/add_avenant.html", form, act, convention=convention)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Change the subject of an avenant, or the parts that it opens."""
    found = avenant_of(request, public_id)
    if not is_draft(found):
        return settled_page(request, settled("Modifier l’objet et les parties", found))
    form = AvenantForm(
        posted_data(request),
        initial=recorded_values(AvenantForm, found) | {"blocks": found.blocks},
        changed_by=partial(last_change, found),
    )

    def act() -> HttpResponse:
        avenants.edit(found, **form.cleaned_data, by=author_of(request))
        return done(request, "Objet et parties de l’avenant enregistrés.", task_list_url(found))

    page = {"avenant": found, "back_url": task_list_url(found)}
    return form_page(request, "conventions/avenant_subject.html", form, act, **page)
