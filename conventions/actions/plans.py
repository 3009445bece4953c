"""Financing plans: who pays what."""

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
from common.saving import check_and_save
from conventions.actions.programmes import AlreadyRecorded
from conventions.enums import Perimeter, Section, Side
from conventions.models import (
    Convention,
    Plan,
    PlanItem,
    Programme,
)
from conventions.rules import wrong_sum


class Unbalanced(Refusal):
    """The posts of one side do not make what the text states."""

    code = "unbalanced"


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
def record(
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
