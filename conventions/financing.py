"""A financing plan written for a page: shares, costs beside the passes, aid by perimeter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.formats import euros, number, percent, percent_of, rate
from conventions import rules
from conventions.enums import ConventionState, Side
from conventions.models import Plan, PlanItem
from conventions.rules import USUAL_CAP, Aid


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    section: str
    amount: Decimal
    share: str


@dataclass(frozen=True, slots=True)
class PlanView:
    plan: Plan
    charges: list[Row]
    resources: list[Row]
    beside: str
    perimeters: list[tuple[str, str]]


def view(plan: Plan, others: Iterable[Plan], cap: Decimal | None) -> PlanView:
    """`others` are the plans of the programme, with items and convention; `cap` is in force."""
    items = list(plan.items.all())
    return PlanView(
        plan=plan,
        charges=_rows(plan, items, Side.CHARGE),
        resources=_rows(plan, items, Side.RESOURCE),
        beside=_beside(plan, items, cap),
        perimeters=_perimeters(plan, items, others),
    )


def _rows(plan: Plan, items: Iterable[PlanItem], side: Side) -> list[Row]:
    rows = sorted((item for item in items if item.side == side), key=lambda item: item.position)
    places = max(rules.percent_digits(row.amount, plan.total, [USUAL_CAP]) for row in rows)
    return [
        Row(
            item.label,
            item.get_section_display() if item.section else "",
            item.amount,
            percent_of(item.amount, plan.total, places),
        )
        for item in rows
    ]


def _passes(items: Iterable[PlanItem]) -> Decimal:
    return sum((item.amount for item in items if item.pays_passes), Decimal(0))


def _beside(plan: Plan, items: Sequence[PlanItem], cap: Decimal | None) -> str:
    """What the costs beside the passes are of the total, and against which limit.

    Said only when passes are most of the plan: elsewhere the rest is another project.
    """
    passes = _passes(items)
    rest = plan.total - passes
    if passes <= rest:
        return ""
    limit = USUAL_CAP if cap is None else cap
    places = rules.percent_digits(rest, plan.total, [limit])
    share = rate(rest, plan.total, places)
    over = rules.over_limit(rest, plan.total, limit)
    ceiling = f"{percent(limit.normalize())}, soit {euros(rest - over)}"
    if cap is not None:
        verdict = f"Limite\u00a0: {ceiling}."
    elif over > 0:
        verdict = (
            f"C’est {euros(over)} de plus que {ceiling}, "
            "si la limite de l’appel national s’applique."
        )
    else:
        verdict = f"Limite de l’appel national, si elle s’applique\u00a0: {ceiling}."
    if cap is not None and over > 0:
        verdict += f" Elle est dépassée de {euros(over)}."
    return f"Coûts à côté des pass\u00a0: {share}. {verdict}"


def _perimeters(
    plan: Plan, items: Sequence[PlanItem], others: Iterable[Plan]
) -> list[tuple[str, str]]:
    """Public aid over the whole operation, then over the line of passes."""
    aid = sum((item.amount for item in items if item.is_public_aid), Decimal(0))
    if not aid:
        return []
    limit = Decimal(rules.FEDER_PUBLIC_AID.numerator * 100) / rules.FEDER_PUBLIC_AID.denominator
    places = rules.percent_digits(aid, plan.total, [limit])
    found = [("Opération entière", rate(aid, plan.total, places))]
    line = _passes(items)
    if not line:
        return found
    aids = [
        (name, aid) for other in others if (pair := _own_aid(other, plan)) for name, aid in [pair]
    ]
    total = rules.aid_at(line, [aid for _, aid in aids])
    detail = " + ".join(f"{name} {euros(rules.aid_at(line, [aid]))}" for name, aid in aids)
    return [*found, ("Ligne des pass", f"{rate(total, line)}. {detail}")]


def _own_aid(plan: Plan, shown: Plan) -> tuple[str, Aid] | None:
    """What the funder of a plan's convention brings to it: on a line, its exact share."""
    convention = plan.convention
    if convention is None or not _passes(plan.items.all()):
        return None
    if convention.state == ConventionState.DRAFT and plan.pk != shown.pk:
        return None
    for item in plan.items.all():
        if item.is_public_aid and item.funder_id == convention.funder_id:
            return item.label, Aid(item.amount, plan.total)
    return None


def balance(available: Decimal | None, committed: Decimal) -> str:
    """What is left on a budget line, in words when no appropriation is given."""
    return "sans objet" if available is None else number(available - committed, 2)
