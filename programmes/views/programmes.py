"""The programme in use, and the parameters of one."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.enums import Permission
from accounts.http import Request, author_of, needs
from audit.journal import last_change
from common.form_pages import done, form_page, posted_data
from common.model_fields import recorded_values
from common.parsing import parse_whole
from programmes.actions import programmes
from programmes.forms import ParametersForm
from programmes.http import SESSION_KEY
from programmes.models import Programme
from programmes.pages import fixed_parameters


@require_POST
def switch_programme(request: Request) -> HttpResponse:
    """Use another of the visible programmes from now on."""
    chosen = request.POST.get("programme", "")
    visible = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(visible, pk=parse_whole(chosen))
    request.session[SESSION_KEY] = programme.pk
    return redirect("reporting:home")


@needs(Permission.ACCOUNT_ADMINISTER, "GET", "POST")
def parameters(request: Request, public_id: UUID) -> HttpResponse:
    """Change what no text and no pass fixes; what they do is shown beside."""
    visible = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(visible, public_id=public_id)
    form = ParametersForm(
        posted_data(request),
        initial=recorded_values(ParametersForm, programme),
        changed_by=partial(last_change, programme, "programme.edited"),
    )

    def act() -> HttpResponse:
        programmes.edit(programme, **form.cleaned_data, by=author_of(request))
        return done(request, f"Paramètres de {programme} enregistrés.", "programmes")

    page = {"programme": programme, "fixed": fixed_parameters(programme)}
    return form_page(request, "programmes/parameters.html", form, act, **page)
