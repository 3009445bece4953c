"""Commit what an order costs on a budget line, and give back what is cancelled."""

import datetime as dt
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Author
from budget.actions import commitments
from budget.actions.subsidies import LineOfAnotherProgramme
from budget.models import BudgetLine
from common.errors import Refusal
from common.formats import euros
from common.saving import check_and_save, lock
from distribution.models import Lot, Order
from ordering.actions.markets import check_left
from ordering.enums import CostKind
from ordering.models import Cost
from ordering.readings import face_value


class CostKnown(Refusal):
    """The order has this cost already."""


class OrderCancelled(Refusal):
    """A cancelled order commits nothing."""


class LessWithTax(Refusal):
    """An amount with its tax is not less than without."""


class CostFacts(TypedDict):
    """Without an amount with tax, there is no tax."""

    kind: CostKind | str
    label: NotRequired[str]
    amount: NotRequired[Decimal | None]
    with_tax: NotRequired[Decimal | None]


@transaction.atomic
def add(
    order: Order, *, line: BudgetLine, on: dt.date, by: Author, **facts: Unpack[CostFacts]
) -> Cost:
    """Commit a cost of an order on a budget line. The face value is that of its lots, unless a file
    tells what it was.

    A commitment that is recorded already, by a file, is that of the cost.
    """
    order = lock(order, "programme", "market")
    if not order.lots.kept().exists():
        raise OrderCancelled(f"{order} est annulée\u00a0: rien ne s’engage.")
    if line.programme_id != order.programme_id:
        raise LineOfAnotherProgramme("Cette ligne est d’un autre programme.", field="line")
    cost = Cost(order=order, kind=CostKind(facts["kind"]), label=facts.get("label", "").strip())
    cost.amount = facts.get("amount") or face_value(order)
    cost.with_tax = facts.get("with_tax") or cost.amount
    _check(cost)
    if order.market and cost.kind != CostKind.PASSES:  # the face value was, when it was ordered
        check_left(lock(order.market, "programme"), cost.amount, field="amount")
    subject = f"{order}\u00a0: {cost}"
    known = line.commitments.filter(committed_on=on, amount=cost.with_tax, subject=subject)
    cost.commitment = known.filter(order_cost=None).first() or commitments.commit(
        line, amount=cost.with_tax, on=on, subject=subject, by=by
    )
    check_and_save(cost)
    journal.record(
        "order.cost_committed", order, by=by, kind=str(cost.kind), amount=str(cost.with_tax)
    )
    return cost


@transaction.atomic
def give_back(lot: Lot, *, on: dt.date, by: Author) -> None:
    """Release what a cancelled lot does not cost: its face value, or all that its order costs once
    none of its lots is left.
    """
    is_last = not lot.order.lots.kept().exists()
    value = lot.passes_count * lot.programme.face_value
    for cost in lot.order.costs.select_related("commitment__line").order_by("pk"):
        left = commitments.amount_left(cost.commitment)
        due = left if is_last else min(left, value if cost.kind == CostKind.PASSES else Decimal(0))
        if due > 0:
            reason = f"Lot {lot.code} annulé"
            commitments.release(cost.commitment, amount=due, on=on, reason=reason, by=by)


def _check(cost: Cost) -> None:
    known = cost.order.costs.filter(kind=cost.kind)
    if cost.kind != CostKind.PASSES:
        known = known.filter(label=cost.label)
    if known.exists():
        raise CostKnown(
            f"{cost}\u00a0: ce coût de la commande est déjà engagé. Rien n’est engagé de plus. "
            "Donnez-lui un libellé s’il s’agit d’un autre.",
            field="label" if cost.kind != CostKind.PASSES else "kind",
        )
    if cost.with_tax < cost.amount:
        raise LessWithTax(
            f"Le montant TTC ({euros(cost.with_tax)}) est au moins le montant HT "
            f"({euros(cost.amount)}).",
            field="with_tax",
        )
