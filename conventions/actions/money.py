"""Financing plans, budget lines, commitments and subsidies."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import euros
from common.saving import check_and_save
from conventions.actions.programmes import AlreadyRecorded
from conventions.enums import Perimeter, Section, Side
from conventions.models import (
    BudgetLine,
    BudgetPhase,
    Commitment,
    Convention,
    Deliberation,
    Plan,
    PlanItem,
    Programme,
    Subsidy,
    SubsidyItem,
)
from conventions.rules import wrong_sum


class Unbalanced(Refusal):
    """The posts of one side do not make what the text states."""

    code = "unbalanced"


class OverBudget(Refusal):
    """The balance of a budget line does not cover a commitment."""

    code = "over_budget"


class NothingAvailable(Refusal):
    """The text gives no amount that could be committed on this line."""

    code = "no_appropriation"


class NotAnAmount(Refusal):
    """An amount is zero or negative."""

    code = "not_an_amount"


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """A post or a contribution of a plan."""

    side: Side
    label: str
    amount: Decimal
    section: Section | None = None
    funder: Organisation | None = None
    is_public_aid: bool = False
    pays_passes: bool = False


class PlanFacts(TypedDict):
    code: str
    title: str
    perimeter: Perimeter
    total: Decimal
    convention: NotRequired[Convention | None]
    note: NotRequired[str]


@transaction.atomic
def record_plan(
    programme: Programme,
    *,
    items: Sequence[ItemSpec],
    by: Actor,
    at: dt.datetime,
    **facts: Unpack[PlanFacts],
) -> Plan:
    """Keep who pays what; refuses charges or resources that do not make the total."""
    if programme.plans.filter(code=facts["code"]).exists():
        raise AlreadyRecorded("Un plan du programme porte déjà ce code.", field="code")
    for side, noun in ((Side.CHARGE, "poste"), (Side.RESOURCE, "ressource")):
        amounts = [item.amount for item in items if item.side == side]
        if sentence := wrong_sum(amounts, facts["total"], noun, "le plan annonce"):
            raise Unbalanced(sentence, field="items")
    plan = Plan(programme=programme, **facts)
    check_and_save(plan)
    _write_items(plan, items)
    journal.record("plan.recorded", plan, by=by, at=at, programme_id=programme.pk)
    return plan


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
def record_budget_line(
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


@dataclass(frozen=True, slots=True)
class SubTotal:
    """A sub-total of a third party's budget; its posts, when known, make its amount."""

    side: Side
    label: str
    amount: Decimal
    posts: Sequence[tuple[str, Decimal]] = ()


class SubsidyFacts(TypedDict):
    deliberation: Deliberation
    beneficiary: Organisation
    purpose: str
    amount: Decimal
    third_party_budget: Decimal


@transaction.atomic
def record_subsidy(
    programme: Programme,
    *,
    line: BudgetLine,
    sub_totals: Sequence[SubTotal],
    on: dt.date,
    by: Actor,
    at: dt.datetime,
    **facts: Unpack[SubsidyFacts],
) -> Subsidy:
    """Keep a subsidy paid to a third party: it takes its amount on the line.

    Refuses a third party's budget whose posts, charges or resources do not add up.
    """
    same = programme.subsidies.filter(
        deliberation=facts["deliberation"], beneficiary=facts["beneficiary"]
    )
    if same.exists():
        raise AlreadyRecorded("Cette subvention est déjà enregistrée.", field="beneficiary")
    _check_third_party_budget(facts["third_party_budget"], sub_totals)
    commitment = commit(line, amount=facts["amount"], on=on, subject=facts["purpose"], by=by, at=at)
    subsidy = Subsidy(programme=programme, commitment=commitment, **facts)
    check_and_save(subsidy)
    for position, sub_total in enumerate(sub_totals, 1):
        _write_sub_total(subsidy, position, sub_total)
    journal.record("subsidy.recorded", subsidy, by=by, at=at, programme_id=programme.pk)
    return subsidy


def _check_third_party_budget(budget: Decimal, sub_totals: Sequence[SubTotal]) -> None:
    for side, noun in ((Side.CHARGE, "charge"), (Side.RESOURCE, "recette")):
        amounts = [one.amount for one in sub_totals if one.side == side]
        if sentence := wrong_sum(amounts, budget, noun, "le budget du tiers annonce"):
            raise Unbalanced(sentence, field="sub_totals")
    for one in sub_totals:
        amounts = [amount for _, amount in one.posts]
        stated = f"«\u00a0{one.label}\u00a0» annonce"
        if one.posts and (sentence := wrong_sum(amounts, one.amount, "poste", stated)):
            raise Unbalanced(sentence, field="sub_totals")


def _write_items(plan: Plan, items: Sequence[ItemSpec]) -> None:
    for side in Side:
        for position, item in enumerate((i for i in items if i.side == side), 1):
            row = PlanItem(
                plan=plan,
                side=side,
                position=position,
                label=item.label,
                section=item.section or "",
                funder=item.funder,
                is_public_aid=item.is_public_aid,
                pays_passes=item.pays_passes,
                amount=item.amount,
            )
            check_and_save(row)


def _write_sub_total(subsidy: Subsidy, position: int, one: SubTotal) -> None:
    row = SubsidyItem.objects.create(
        subsidy=subsidy, side=one.side, position=position * 100, label=one.label, amount=one.amount
    )
    for rank, (label, amount) in enumerate(one.posts, 1):
        SubsidyItem.objects.create(
            subsidy=subsidy,
            side=one.side,
            position=position * 100 + rank,
            label=label,
            amount=amount,
            part_of=row,
        )
