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
from budget.views.trials import read_first
from common import clock
from common.form_pages import done, posted_data
from common.formats import euros
from programmes.http import ProgrammeRequest


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def commit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Commit an amount on a line."""
    line = get_object_or_404(_lines(request), public_id=public_id)
    form = CommitForm(posted_data(request), initial={"on": clock.today()})

    def record() -> Commitment:
        return commitments.commit(line, **form.cleaned_data, by=author_of(request))

    def told(taken: Commitment) -> str:
        return f"Il restera {euros(taken.line.balance)} à engager sur cette ligne."

    def answer(taken: Commitment) -> HttpResponse:
        said = f"{euros(taken.amount)} engagés. Solde\u00a0: {euros(taken.line.balance)}."
        return done(request, said, "budget:budget-line", public_id)

    page = {"line": line, "lead": budget_line_summary(line)}
    return read_first(request, "budget/commit.html", form, record, (told, answer), **page)


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def release(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Release a commitment, in whole or in part, for a reason."""
    commitment = get_object_or_404(_commitments(request), public_id=public_id)
    left, back = commitments.amount_left(commitment), _back_url(commitment)
    form = ReleaseForm(posted_data(request), initial={"on": clock.today(), "amount": left})

    def record() -> Commitment:
        return commitments.release(commitment, **form.cleaned_data, by=author_of(request))

    def told(row: Commitment) -> str:
        rest = euros(commitments.amount_left(row))
        return f"Il restera {rest} à dégager, et {euros(row.line.balance)} à engager sur la ligne."

    def answer(row: Commitment) -> HttpResponse:
        amount = euros(form.cleaned_data["amount"])
        return done(request, f"{amount} rendus à la ligne {row.line}.", back)

    page = {"commitment": commitment, "left": left, "back": back}
    page["is_subsidy"] = hasattr(commitment, "subsidy")
    return read_first(request, "budget/release.html", form, record, (told, answer), **page)


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
