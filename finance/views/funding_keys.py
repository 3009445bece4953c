"""Which convention pays which carnets: the list, its form, and a key taken back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.enums import Permission
from accounts.http import author_of, needs
from common.form_pages import Step, done, form_page, posted_data
from common.forms import Form
from common.lists import FILE_PARAMETER, list_response, listing
from finance.actions import funding_keys
from finance.filters import FundingKeyFilters
from finance.forms import FundingKeyForm
from finance.models import FundingKey
from finance.querysets import FundingKeyQuerySet
from finance.tables import FundingKeyTable
from programmes.http import ProgrammeRequest


@needs(Permission.FINANCE_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The funding keys of the lots of the programme."""
    can_write = request.user.can(Permission.BUDGET_COMMIT)
    filters = FundingKeyFilters(request.GET, _keys(request).order_by("first_carnet", "pk"))
    acts = can_write and FILE_PARAMETER not in request.GET
    table = FundingKeyTable(filters.qs, exclude=() if acts else ("withdraw",))
    page = {"total": len(table.rows), "can_write": can_write}
    listed = listing(request, table, filters)
    name = f"cles-de-financement_{request.programme.code}"
    return list_response(request, listed, "finance/funding_keys.html", name=name, **page)


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    """Let a convention pay the carnets of a lot."""
    form = FundingKeyForm(posted_data(request), programme=request.programme)

    def act() -> HttpResponse:
        key = funding_keys.assign(**form.cleaned_data, by=author_of(request))
        said = f"«\u00a0{key.convention.title}\u00a0» paie ces carnets."
        return done(request, said, "finance:funding-keys")

    return form_page(request, "finance/add_funding_key.html", form, act)


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def withdraw(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then take a key back."""
    key = get_object_or_404(_keys(request), public_id=public_id)

    def act() -> HttpResponse:
        funding_keys.withdraw(key, by=author_of(request))
        return done(request, "Clé retirée.", "finance:funding-keys")

    step = Step(
        heading="Retirer une clé de financement",
        button="Retirer la clé",
        back_url=reverse("finance:funding-keys"),
        lead=f"{key}, {key.convention.title}.",
        consequences=[
            "Les pass de ces carnets ne comptent plus pour cette convention si une autre compte "
            "sur la même base.",
            "Les rapports déjà produits ne changent pas. La clé pourra être saisie de nouveau.",
        ],
    )
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def _keys(request: ProgrammeRequest) -> FundingKeyQuerySet:
    rows = FundingKey.objects.visible_to(request.user).filter(programme=request.programme)
    return rows.select_related("lot__order", "convention")
