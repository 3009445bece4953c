"""Budget lines: the list, one read as a document, its form."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.http import actor_of, needs
from audit.journal import last_change
from common import clock
from common.errors import Refusal
from common.http import add_refusal
from common.lists import answer, listing
from conventions import spending
from conventions.actions import budget
from conventions.filters.money import BudgetFilters
from conventions.forms.budget import BudgetLineForm, known_line
from conventions.http import ProgrammeRequest
from conventions.models import BudgetLine
from conventions.tables.money import BudgetLineTable


@require_GET
@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Every line of the budget, and what its spending makes."""
    rows = _lines(request).order_by("-year", "imputation", "operation", "pk")
    filters = BudgetFilters(request.GET, rows, programme=request.programme)
    table = BudgetLineTable(filters.qs)
    listed = listing(request, table, filters)
    page = {
        "total": len(table.rows),
        "totals": spending.budget_totals(filters.qs),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return answer(request, listed, "conventions/budget.html", name="budget", **page)


@require_GET
@needs(Permission.CONVENTION_READ)
def budget_line(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A line in parts, its amounts, what is committed on it."""
    line = _line(request, public_id)
    commitments = spending.commitments_of(line)
    page = {
        "line": line,
        "lead": spending.line_lead(line),
        "strip": spending.line_strip(line),
        "parts": spending.line_parts(line),
        "remarks": spending.line_remarks(line),
        "amounts": spending.line_amounts(line),
        "gauge": spending.line_gauge(line),
        "phases": list(line.phases.order_by("year")),
        "commitments": commitments,
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
        "can_commit": request.user.can(Permission.BUDGET_COMMIT) and not line.is_income,
    }
    return render(request, "conventions/budget_line.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def add_budget_line(request: ProgrammeRequest) -> HttpResponse:
    form = BudgetLineForm(request.POST or None, programme=request.programme)
    if form.is_valid():
        try:
            line = budget.record(request.programme, **form.facts, **_journal(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Ligne {line} enregistrée.")
            return redirect("conventions:budget-line", public_id=line.public_id)
    return render(request, "conventions/add_budget_line.html", {"form": form})


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def edit_budget_line(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    line = _line(request, public_id)
    form = BudgetLineForm(
        request.POST or None,
        programme=request.programme,
        changed_by=partial(last_change, line),
        **known_line(line),
    )
    if form.is_valid():
        try:
            budget.edit(line, **form.facts, **_journal(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Ligne modifiée.")
            return redirect("conventions:budget-line", public_id=public_id)
    return render(request, "conventions/edit_budget_line.html", {"line": line, "form": form})


def _lines(request: ProgrammeRequest) -> Any:
    rows = BudgetLine.objects.visible_to(request.user).filter(programme=request.programme)
    return rows.select_related("deliberation")


def _line(request: ProgrammeRequest, public_id: UUID) -> BudgetLine:
    found: BudgetLine = get_object_or_404(_lines(request), public_id=public_id)
    return found


def _journal(request: ProgrammeRequest) -> dict[str, Any]:
    return {"by": actor_of(request), "at": clock.now()}
