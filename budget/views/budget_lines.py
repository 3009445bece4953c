"""Budget lines: the list, the page of one, and its form."""

from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from audit.journal import last_change
from budget.actions import budget_lines
from budget.filters import BudgetFilters
from budget.forms.budget_lines import BudgetLineForm, budget_line_initial
from budget.models import BudgetLine
from budget.pages.budget_lines import budget_line_page, line_totals
from budget.tables import BudgetLineTable
from common.form_pages import done, form_page, posted_data
from common.lists import list_response, listing
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Every budget line, with the totals of spending."""
    rows = _lines(request).order_by("-year", "imputation", "operation", "pk")
    filters = BudgetFilters(request.GET, rows)
    table = BudgetLineTable(filters.qs)
    listed = listing(request, table, filters)
    page = {
        "totals": line_totals(filters.qs),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return list_response(
        request, listed, "budget/budget_lines.html", name="lignes-budgetaires", **page
    )


@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A line in parts, its amounts, its commitments."""
    line = _line(request, public_id)
    page = {
        **budget_line_page(line),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
        "can_commit": request.user.can(Permission.BUDGET_COMMIT) and not line.is_income,
    }
    return render(request, "budget/budget_line.html", page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    form = BudgetLineForm(posted_data(request), programme=request.programme)

    def act() -> HttpResponse:
        line = budget_lines.record(request.programme, **form.facts, by=author_of(request))
        return done(request, f"Ligne {line} enregistrée.", "budget:budget-line", line.public_id)

    return form_page(request, "budget/add_budget_line.html", form, act)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    line = _line(request, public_id)
    form = BudgetLineForm(
        posted_data(request),
        programme=request.programme,
        changed_by=partial(last_change, line),
        **budget_line_initial(line),
    )

    def act() -> HttpResponse:
        budget_lines.edit(line, **form.facts, by=author_of(request))
        return done(request, "Ligne modifiée.", "budget:budget-line", public_id)

    return form_page(request, "budget/edit_budget_line.html", form, act, line=line)


def _lines(request: ProgrammeRequest) -> QuerySet[BudgetLine]:
    rows = BudgetLine.objects.visible_to(request.user)
    return rows.filter(programme=request.programme).select_related("deliberation")


def _line(request: ProgrammeRequest, public_id: UUID) -> BudgetLine:
    return get_object_or_404(_lines(request), public_id=public_id)
