"""Budget lines, and what is committed on them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import euros
from common.saving import check_and_save
from conventions.actions.plans import Unbalanced
from conventions.actions.programmes import AlreadyRecorded
from conventions.enums import Section
from conventions.models import (
    BudgetLine,
    BudgetPhase,
    Commitment,
    Deliberation,
    Programme,
)
from conventions.rules import wrong_sum


class OverBudget(Refusal):
    """The balance of a budget line does not cover a commitment."""

    code = "over_budget"


class NothingAvailable(Refusal):
    """The text gives no amount that could be committed on this line."""

    code = "no_appropriation"


class NotAnAmount(Refusal):
    """An amount is zero or negative."""

    code = "not_an_amount"


class LineFacts(TypedDict):
    year: int
    imputation: str
    section: Section
    operation: NotRequired[str]
    label: NotRequired[str]
    is_income: NotRequired[bool]
    authorised: NotRequired[Decimal | None]
    available: NotRequired[Decimal | None]
    deliberation: NotRequired[Deliberation | None]


@transaction.atomic
def record(
    programme: Programme,
    *,
    phases: Sequence[tuple[int, Decimal]] = (),
    by: Actor,
    at: dt.datetime,
    **facts: Unpack[LineFacts],
) -> BudgetLine:
    """Keep a line of the budget; its phases (year, amount) make its authorisation."""
    same = programme.budget_lines.filter(
        year=facts["year"],
        imputation=facts["imputation"],
        operation=facts.get("operation", ""),
    )
    if same.exists():
        raise AlreadyRecorded("Cette ligne budgétaire est déjà enregistrée.", field="imputation")
    amounts = [amount for _, amount in phases]
    stated = facts.get("authorised") or Decimal(0)
    if phases and (sentence := wrong_sum(amounts, stated, "année", "l’autorisation est de")):
        raise Unbalanced(sentence, field="phases")
    line = BudgetLine(programme=programme, **facts)
    check_and_save(line)
    for year, amount in phases:
        BudgetPhase.objects.create(line=line, year=year, amount=amount)
    journal.record("budget_line.recorded", line, by=by, at=at, programme_id=programme.pk)
    return line


@transaction.atomic
def commit(
    line: BudgetLine, *, amount: Decimal, on: dt.date, subject: str, by: Actor, at: dt.datetime
) -> Commitment:
    """Take an amount on a budget line; refuses more than its balance."""
    line = BudgetLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if amount <= 0:
        raise NotAnAmount("Un engagement est d’un montant positif.", field="amount")
    if line.available is None:
        raise NothingAvailable(f"Aucun crédit n’est indiqué sur la ligne {line}.")
    balance = line.available - line.committed
    if amount > balance:
        raise OverBudget(
            f"Il reste {euros(balance)} sur la ligne {line}\u00a0; "
            f"l’engagement est de {euros(amount)}. "
            f"Il manque {euros(amount - balance)}.",
            field="amount",
        )
    line.committed += amount
    line.save()
    commitment = Commitment.objects.create(
        line=line, committed_on=on, amount=amount, subject=subject
    )
    journal.record(
        "budget_line.committed",
        commitment,
        by=by,
        at=at,
        programme_id=line.programme_id,
        amount=str(amount),
    )
    return commitment
