"""The legal persons that an authority knows: their list, and the page that puts one right."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import Request, author_of, authority_of, needs
from audit.journal import last_change
from common.form_pages import done, form_page, posted_data, settled_page
from common.lists import list_response, listing
from common.model_fields import recorded_values
from programmes.filters import OrganisationFilters
from programmes.forms import OrganisationForm
from programmes.pages import settled_organisation
from programmes.querysets import organisations_of
from programmes.tables import OrganisationTable


@needs(Permission.ACCOUNT_ADMINISTER)
def index(request: Request) -> HttpResponse:
    """Who takes part, funds, supplies: each once."""
    filters = OrganisationFilters(request.GET, organisations_of(authority_of(request)))
    listed = listing(request, OrganisationTable(filters.qs), filters)
    return list_response(request, listed, "programmes/organisations.html", name="organisations")


@needs(Permission.ACCOUNT_ADMINISTER, "GET", "POST")
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Put right the name, the SIRET or the address of one; another authority does its own."""
    authority = authority_of(request)
    organisation = get_object_or_404(organisations_of(authority), public_id=public_id)
    if organisation != authority and organisation.programmes.exists():
        return settled_page(request, settled_organisation(organisation))
    form = OrganisationForm(
        posted_data(request),
        initial=recorded_values(OrganisationForm, organisation) | {"siret": organisation.siret},
        is_own=organisation == authority,
        changed_by=partial(last_change, organisation, "organisation.edited"),
    )

    def act() -> HttpResponse:
        found = organisations.edit(organisation, **form.cleaned_data, by=author_of(request))
        return done(
            request, f"Organisation enregistrée\u00a0: {found}.", "programmes:organisations"
        )

    page = {"organisation": organisation}
    return form_page(request, "programmes/organisation.html", form, act, **page)
