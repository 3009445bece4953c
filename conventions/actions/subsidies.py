"""Subsidies paid to third parties."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from common.saving import check_and_save
from conventions.actions.budget import commit
from conventions.actions.plans import Unbalanced
from conventions.actions.programmes import AlreadyRecorded
from conventions.enums import Side
from conventions.models import (
    BudgetLine,
    Deliberation,
    Programme,
    Subsidy,
    SubsidyItem,
)
from conventions.rules import wrong_sum


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
def record(
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
