"""Commit an amount on a budget line, and release a commitment."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.enums import Permission
from accounts.http import by_and_at, needs
from budget.actions import commitments
from budget.forms.commitments import CommitForm, ReleaseForm
from budget.models import BudgetLine, Commitment
from budget.pages.budget_lines import budget_line_summary
from common import clock
from common.errors import Refusal
from common.formats import euros
from common.http import add_refusal
from programmes.http import ProgrammeRequest


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def commit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Commit an amount on a line."""
    line = get_object_or_404(_lines(request), public_id=public_id)
    form = CommitForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        try:
            taken = commitments.commit(line, **form.cleaned_data, **by_and_at(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            left = f"Solde\u00a0: {euros(taken.line.balance)}."
            messages.success(request, f"{euros(taken.amount)} engagés. {left}")
            return redirect("budget:budget-line", public_id=public_id)
    page = {"line": line, "form": form, "lead": budget_line_summary(line)}
    return render(request, "budget/commit.html", page)


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def release(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Release a commitment, in whole or in part, for a reason."""
    commitment = get_object_or_404(_commitments(request), public_id=public_id)
    left, back = commitments.amount_left(commitment), _back_url(commitment)
    form = ReleaseForm(request.POST or None, initial={"on": clock.today(), "amount": left})
    if form.is_valid():
        try:
            commitments.release(commitment, **form.cleaned_data, **by_and_at(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            message = f"{euros(form.cleaned_data['amount'])} rendus à la ligne {commitment.line}."
            messages.success(request, message)
            return redirect(back)
    is_subsidy = hasattr(commitment, "subsidy")
    page = {"commitment": commitment, "form": form, "left": left, "back": back}
    return render(request, "budget/release.html", {**page, "is_subsidy": is_subsidy})


def _back_url(commitment: Commitment) -> str:
    """The page of the subsidy of a commitment, else of its line."""
    if hasattr(commitment, "subsidy"):
        return reverse("budget:subsidy", args=[commitment.subsidy.public_id])
    return reverse("budget:budget-line", args=[commitment.line.public_id])


def _lines(request: ProgrammeRequest) -> QuerySet[BudgetLine]:
    rows: QuerySet[BudgetLine] = BudgetLine.objects.visible_to(request.user)
    return rows.filter(programme=request.programme).select_related("deliberation")


def _commitments(request: ProgrammeRequest) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(line__in=_lines(request))
    return rows.select_related("line", "subsidy").prefetch_related("releases")
