"""The pages that open a draft and edit its title."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import author_of, needs
from audit.journal import last_change
from common.form_pages import done, form_page, posted_data, settled_page
from common.sort_key import unused_code
from conventions.actions import conventions
from conventions.forms.conventions import ConventionForm, initial_answers
from conventions.http import convention_of
from conventions.models import Convention
from conventions.pages.texts import settled, task_list_url
from conventions.readings.texts import is_draft
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    """Open a convention, with its title and its funder."""
    form = ConventionForm(posted_data(request), programme=request.programme)

    def act() -> HttpResponse:
        taken = request.programme.conventions.values_list("code", flat=True)
        code = unused_code(form.cleaned_data["title"], taken)
        draft = partial(conventions.draft, request.programme, code=code)
        said = "Projet de convention ouvert. Rien n’en est en vigueur."
        return done(request, said, task_list_url(_with_funder(request, form, draft)))

    return form_page(request, "conventions/add.html", form, act)


def _with_funder(
    request: ProgrammeRequest, form: ConventionForm, act: Callable[..., Convention]
) -> Convention:
    """Do an act with the answers of the form; their funder is added when it is new."""
    by = author_of(request)
    return organisations.act_with(
        [form.organisation_answer],
        lambda found: act(funder=found[0], **form.facts, by=by),
        by=by,
    )


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Change the title or the funder of a draft."""
    convention = convention_of(request, public_id)
    if not is_draft(convention):
        return settled_page(request, settled("Modifier l’intitulé et le financeur", convention))
    form = ConventionForm(
        posted_data(request),
        initial=initial_answers(convention),
        programme=request.programme,
        changed_by=partial(last_change, convention),
    )

    def act() -> HttpResponse:
        _with_funder(request, form, partial(conventions.edit, convention))
        return done(request, "Intitulé et financeur enregistrés.", task_list_url(convention))

    page = {"convention": convention, "back_url": task_list_url(convention)}
    return form_page(request, "conventions/identity.html", form, act, **page)
