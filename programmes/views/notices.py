"""What the law asks a site to tell anyone, at its foot; and the page where it is written."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import Request, author_of, authority_of, needs
from audit.journal import last_change
from common.form_pages import done, form_page, posted_data
from common.formats import of
from common.model_fields import recorded_values
from programmes.forms import NoticesForm
from programmes.querysets import authorities_of


@require_GET
@login_not_required
def notice(request: Request, template: str) -> HttpResponse:
    """A page of the foot: of each authority, or of those whose programmes the reader reaches."""
    reached = getattr(request, "programmes", [])
    return render(request, template, {"authorities": authorities_of(reached)})


@needs(Permission.ACCOUNT_ADMINISTER, "GET", "POST")
def edit(request: Request) -> HttpResponse:
    """Change what the authority of the administrator tells at the foot of the pages."""
    authority = authority_of(request)
    form = NoticesForm(
        posted_data(request),
        initial=recorded_values(NoticesForm, authority),
        changed_by=partial(last_change, authority, "organisation.edited"),
    )

    def act() -> HttpResponse:
        organisations.edit_notices(authority, **form.cleaned_data, by=author_of(request))
        return done(request, f"Mentions {of(authority)} enregistrées.", "programmes")

    return form_page(request, "programmes/notices.html", form, act, authority=authority)
