"""Pages about conventions, avenants and deliberations."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import Request, actor_of, needs
from common import clock
from common.errors import Refusal
from common.formats import day as written
from common.http import add_refusal, searched
from common.parsing import parse_whole
from common.tables import PER_PAGE
from conventions import pages
from conventions.actions import agreements
from conventions.forms import DayForm, SignatureForm
from conventions.http import ProgrammeRequest
from conventions.middleware import SESSION_KEY
from conventions.models import Avenant, Convention, Deliberation, Programme
from conventions.tables import (
    AVENANT_FAMILIES,
    BudgetLineTable,
    ConventionTable,
    DeliberationTable,
    PlanTable,
    SubsidyTable,
    votes,
)


@require_GET
@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """What was voted and agreed, and the money promised."""
    programme, today = request.programme, clock.today()
    words = searched(request)
    conventions = Convention.objects.visible_to(request.user).filter(programme=programme)
    deliberations = Deliberation.objects.visible_to(request.user).filter(programme=programme)
    found = deliberations.filter(Q(number__icontains=words) | Q(subject__icontains=words))
    table = DeliberationTable(found.order_by("-session_on", "pk"))
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    agreed = ConventionTable(pages.with_terms(conventions.select_related("funder"), today))
    RequestConfig(request, paginate=False).configure(agreed)
    plans = programme.plans.select_related("convention").order_by("pk")
    subsidies = programme.subsidies.select_related("beneficiary", "deliberation")
    page = {
        "today": today,
        "words": words,
        "conventions": agreed,
        "deliberations": table,
        "plans": PlanTable(plans),
        "lines": BudgetLineTable(programme.budget_lines.order_by("-year", "imputation", "pk")),
        "subsidies": SubsidyTable(subsidies.order_by("pk")),
    }
    return render(request, "conventions/index.html", page)


@require_GET
@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A convention read as a document, as it stands on a day."""
    convention = get_object_or_404(
        Convention.objects.visible_to(request.user)
        .filter(programme=request.programme)
        .select_related("programme__authority", "funder", "deliberation"),
        public_id=public_id,
    )
    form = DayForm(request.GET if "jour" in request.GET else {"jour": clock.today()})
    day: dt.date = (form.is_valid() and form.cleaned_data["jour"]) or clock.today()
    page = pages.convention_page(convention, day)
    page |= {"convention": convention, "form": form, "day": day, "today": clock.today()}
    page |= {"can_sign": request.user.can(Permission.CONVENTION_SIGN)}
    return render(request, "conventions/detail.html", page)


@require_GET
@needs(Permission.CONVENTION_READ)
def avenant(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """What an avenant changes."""
    found = _avenant(request, public_id)
    page = {
        "avenant": found,
        "family": AVENANT_FAMILIES[found.state],
        "changes": pages.changes(found),
        "duties": found.obligations.order_by("due_on", "pk"),
        "votes": votes(found.deliberation) if found.deliberation else "",
        "can_sign": request.user.can(Permission.CONVENTION_SIGN),
    }
    return render(request, "conventions/avenant.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_SIGN)
def sign_avenant(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The last look before the signature of an avenant is recorded."""
    found = _avenant(request, public_id)
    form = SignatureForm(request.POST or None)
    if form.is_valid():
        try:
            signed = agreements.sign_avenant(
                found,
                on=form.cleaned_data["signed_on"],
                effective_on=form.cleaned_data["effective_on"],
                by=actor_of(request),
                at=clock.now(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            effect = signed.stated_effective_on or signed.signed_on
            messages.success(
                request,
                f"Avenant n°\u00a0{signed.number} signé. "
                f"Ses valeurs sont en vigueur à partir du {written(effect)}.",
            )
            return redirect("conventions:avenant", public_id=public_id)
    page = {"avenant": found, "form": form, "consequences": pages.consequences(found)}
    return render(request, "conventions/sign_avenant.html", page)


@require_GET
@needs(Permission.CONVENTION_READ)
def deliberation(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A vote, and what stands on it."""
    found = get_object_or_404(
        Deliberation.objects.visible_to(request.user).filter(programme=request.programme),
        public_id=public_id,
    )
    page = {
        "deliberation": found,
        "votes": votes(found),
        "conventions": found.conventions.order_by("pk"),
        "avenants": found.avenants.select_related("convention").order_by("pk"),
        "calendars": found.calendars.order_by("in_force_on"),
        "lines": BudgetLineTable(
            found.budget_lines.order_by("pk"), exclude=("label", "operation", "year")
        ),
        "phases": pages.phasing(found),
        "subsidies": pages.subsidies(found),
    }
    return render(request, "conventions/deliberation.html", page)


@require_POST
def switch_programme(request: Request) -> HttpResponse:
    """Work in another of the programmes reached from now on."""
    chosen = request.POST.get("programme", "")
    reached = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(reached, pk=parse_whole(chosen))
    request.session[SESSION_KEY] = programme.pk
    return redirect("reporting:home")


def _avenant(request: ProgrammeRequest, public_id: UUID) -> Avenant:
    found: Avenant = get_object_or_404(
        Avenant.objects.visible_to(request.user)
        .filter(convention__programme=request.programme)
        .select_related("convention__programme", "deliberation"),
        public_id=public_id,
    )
    return found
