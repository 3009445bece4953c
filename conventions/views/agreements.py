"""The list of conventions, and a convention read as a document."""

import datetime as dt
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.http import searched
from common.tables import PER_PAGE
from conventions import pages
from conventions.forms.agreements import DayForm
from conventions.http import ProgrammeRequest
from conventions.models import Convention, Deliberation
from conventions.tables.agreements import ConventionTable
from conventions.tables.deliberations import DeliberationTable
from conventions.tables.money import BudgetLineTable, PlanTable, SubsidyTable


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
