"""The pages where an administrator makes a programme, and changes its parameters."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import Request, author_of, authority_of, needs
from audit.journal import last_change
from common.form_pages import done, form_page, posted_data
from common.formats import of
from common.model_fields import recorded_values
from passnum.parameters import actions
from passnum.parameters.pages import parameters_page
from passnum.parameters.settled import settled_parameters
from programmes.forms import ParametersForm, ProgrammeForm
from programmes.models import Programme


@needs(Permission.ACCOUNT_ADMINISTER, "GET", "POST")
def add_programme(request: Request) -> HttpResponse:
    """A programme of the authority of who acts, described by a form."""
    authority, by = authority_of(request), author_of(request)
    form = ProgrammeForm(posted_data(request), initial=recorded_values(ProgrammeForm, Programme()))

    def act() -> HttpResponse:
        found = actions.create(**form.cleaned_data, authority=authority, by=by)
        return done(request, f"Programme créé\u00a0: {found}.", "programmes")

    return form_page(request, "programme_parameters/add.html", form, act, authority=authority)


@needs(Permission.ACCOUNT_ADMINISTER, "GET", "POST")
def edit_parameters(request: Request, public_id: UUID) -> HttpResponse:
    """Change what nothing recorded stands on; the rest is read beside, with its reason."""
    visible = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(visible, public_id=public_id)
    settled = settled_parameters(programme)
    known = recorded_values(ParametersForm, programme) | {"territory": programme.territory}
    form = ParametersForm(
        posted_data(request),
        initial=known,
        settled=settled,
        changed_by=partial(last_change, programme, "programme.edited"),
    )

    def act() -> HttpResponse:
        actions.edit(programme, **form.cleaned_data, by=author_of(request))
        return done(request, f"Paramètres {of(programme)} enregistrés.", "programmes")

    page = parameters_page(programme, settled)
    return form_page(request, "programme_parameters/edit.html", form, act, **page)
