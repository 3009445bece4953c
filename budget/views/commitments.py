"""Commit an amount on a budget line, and release a commitment."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.enums import Permission
from accounts.http import author_of, needs
from budget.actions import commitments
from budget.forms.commitments import CommitForm, ReleaseForm
from budget.models import BudgetLine, Commitment
from budget.pages.budget_lines import budget_line_summary
from common import clock
from common.form_pages import done, form_page, posted_data
from common.formats import euros
from programmes.http import ProgrammeRequest


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def commit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Commit an amount on a line."""
    line = get_object_or_404(_lines(request), public_id=public_id)
    form = CommitForm(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        taken = commitments.commit(line, **form.cleaned_data, by=author_of(request))
        said = f"{euros(taken.amount)} engagés. Solde\u00a0: {euros(taken.line.balance)}."
        return done(request, said, "budget:budget-line", public_id)

    lead = budget_line_summary(line)
    return form_page(request, "budget/commit.html", form, act, line=line, lead=lead)


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def release(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Release a commitment, in whole or in part, for a reason."""
    commitment = get_object_or_404(_commitments(request), public_id=public_id)
    left, back = commitments.amount_left(commitment), _back_url(commitment)
    form = ReleaseForm(posted_data(request), initial={"on": clock.today(), "amount": left})

    def act() -> HttpResponse:
        commitments.release(commitment, **form.cleaned_data, by=author_of(request))
        amount = euros(form.cleaned_data["amount"])
        return done(request, f"{amount} rendus à la ligne {commitment.line}.", back)

    page = {"commitment": commitment, "left": left, "back": back}
    page["is_subsidy"] = hasattr(commitment, "subsidy")
    return form_page(request, "budget/release.html", form, act, **page)


def _back_url(commitment: Commitment) -> str:
    """The page of the subsidy of a commitment, else of its line."""
    if hasattr(commitment, "subsidy"):
        return reverse("budget:subsidy", args=[commitment.subsidy.public_id])
    return reverse("budget:budget-line", args=[commitment.line.public_id])


def _lines(request: ProgrammeRequest) -> QuerySet[BudgetLine]:
    rows = BudgetLine.objects.visible_to(request.user)
    return rows.filter(programme=request.programme).select_related("deliberation")


def _commitments(request: ProgrammeRequest) -> QuerySet[Commitment]:
    rows = Commitment.objects.filter(line__in=_lines(request))
    return rows.select_related("line", "subsidy").prefetch_related("releases")
