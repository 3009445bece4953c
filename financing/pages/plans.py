"""What the page of a financing plan shows: shares, costs beside the passes, aid by perimeter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budget.enums import Section, Side
from common.formats import euros, percent, percent_of, rate
from common.gauges import Gauge, gauge
from common.money import over_limit, percent_digits, share
from financing.enums import Perimeter
from financing.models import Plan, PlanItem
from financing.readings import aids_on_part, convention_funder_aid, passes_amount, public_aid
from financing.rules import plans
from financing.rules.plans import NATIONAL_CALL_CAP, PART_READING, Aid

WHOLE, LINE = "Opération entière", "Ligne des pass"
# Funders do not count the same expenses, so each one's aid on a line follows its own ratio.
EACH_FUNDER_ITS_RATIO = (
    "Chaque financeur apporte à la ligne son propre ratio, sur sa propre base\u00a0: "
    "achats payés ou pass consommés."
)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A post or a resource, as a row of the account."""

    label: str
    section: str
    amount: Decimal
    share: str
    funder: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AidSummary:
    """Public aid over a perimeter: its rate, the aid of each funder, its limit and the verdict."""

    name: str
    rate: str
    detail: str
    rule: str
    verdict: str
    is_over: bool
    gauge: Gauge


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as an account; `other_costs` are the costs beside the passes, `own` the own part.

    `sections` are the totals of its charges by section, if they are of more than one.
    """

    plan: Plan
    charges: list[ItemRow]
    sections: list[ItemRow]
    resources: list[ItemRow]
    own: str
    other_costs: str
    other_costs_gauge: Gauge | None
    aids: list[AidSummary]


def plan_page(plan: Plan, others: Iterable[Plan], cap: Decimal | None) -> PlanPage:
    """`others` are the plans of the programme, with items and convention.

    `cap` is the limit of the costs beside the passes in force, in % of the total.
    """
    items = list(plan.items.all())
    other_costs, other_costs_gauge = _other_costs(plan, items, cap)
    return PlanPage(
        plan=plan,
        charges=_rows(plan, items, Side.CHARGE),
        sections=_section_totals(plan, items),
        resources=_rows(plan, items, Side.RESOURCE),
        own=_own_share(plan, items),
        other_costs=other_costs,
        other_costs_gauge=other_costs_gauge,
        aids=_aid_summaries(plan, items, others),
    )


def _rows(plan: Plan, items: Iterable[PlanItem], side: Side) -> list[ItemRow]:
    rows = sorted((item for item in items if item.side == side), key=lambda item: item.position)
    places = max(percent_digits(row.amount, plan.total, [NATIONAL_CALL_CAP]) for row in rows)
    return [
        ItemRow(
            item.label,
            item.get_section_display() if item.section else "",
            item.amount,
            percent_of(item.amount, plan.total, places),
            str(item.funder) if item.funder else "",
            _remark(plan, item),
        )
        for item in rows
    ]


def _section_totals(plan: Plan, items: Iterable[PlanItem]) -> list[ItemRow]:
    """Those of a plan whose charges are of more than one section."""
    charges = [item for item in items if item.side == Side.CHARGE]
    totals = {one: sum(c.amount for c in charges if c.section == one) for one in Section}
    rows = [
        ItemRow(f"Total en {one.label.lower()}", one.label, total, percent_of(total, plan.total))
        for one, total in totals.items()
        if total
    ]
    return rows if len(rows) > 1 else []


def _remark(plan: Plan, item: PlanItem) -> str:
    remarks = {
        "achat de pass": item.pays_passes,
        "aide publique": item.is_public_aid,
        f"réservée à «\u00a0{plan.part_name}\u00a0»": item.is_for_part,
        item.get_progress_display(): item.progress,
    }
    return ", ".join(remark for remark, is_said in remarks.items() if is_said)


def _own_share(plan: Plan, items: Iterable[PlanItem]) -> str:
    """The rate of the authority's own resources; empty when it has none."""
    authority = plan.programme.authority_id
    own = [i.amount for i in items if i.side == Side.RESOURCE and i.funder_id == authority]
    return rate(sum(own), plan.total) if own else ""


def _other_costs(
    plan: Plan, items: Sequence[PlanItem], cap: Decimal | None
) -> tuple[str, Gauge | None]:
    """A sentence and a gauge on the costs beside the passes, with their limit.

    Empty unless passes are most of the plan: otherwise the other costs are of another project.
    """
    passes = passes_amount(items)
    rest = plan.total - passes
    if passes <= rest:
        return "", None
    limit = NATIONAL_CALL_CAP if cap is None else cap
    places = percent_digits(rest, plan.total, [limit])
    part = rate(rest, plan.total, places)
    over = over_limit(rest, plan.total, limit)
    ceiling = f"{percent(limit.normalize())}, soit {euros(rest - over)}"
    shown = percent_of(rest, plan.total, places)
    drawn = gauge("Coûts annexes", rest, plan.total, shown, limit)
    return f"Coûts annexes\u00a0: {part}. {_cap_sentence(over, ceiling, cap)}", drawn


def _cap_sentence(over: Decimal, ceiling: str, cap: Decimal | None) -> str:
    if cap is not None:
        exceeded = f" Elle est dépassée de {euros(over)}." if over > 0 else ""
        return f"Limite\u00a0: {ceiling}.{exceeded}"
    if over > 0:
        return (
            f"C’est {euros(over)} de plus que {ceiling}, "
            "si la limite de l’appel national s’applique."
        )
    return f"Limite de l’appel national, si elle s’applique\u00a0: {ceiling}."


def _aid_summaries(
    plan: Plan, items: Sequence[PlanItem], others: Iterable[Plan]
) -> list[AidSummary]:
    """Public aid over the perimeter of the plan, then over its line of passes."""
    aid = public_aid(items)
    if not aid:
        return []
    named = WHOLE if plan.perimeter == Perimeter.OPERATION else "Ligne du plan"
    places = plan.aid_digits(aid)
    rule, verdict, over = _limit_in_words(plan, aid)
    whole = AidSummary(
        name=named,
        rate=rate(aid, plan.total, places),
        detail="",
        rule=rule,
        verdict=verdict,
        is_over=over > 0,
        gauge=gauge(named, aid, plan.total, percent_of(aid, plan.total, places), plan.aid_limit),
    )
    shown, line = [whole], passes_amount(items)
    if line and plan.perimeter != Perimeter.LINE:
        shown.append(_aid_on_line(plan, line, others))
    if plan.part_amount is not None:
        name, words = f"Partie «\u00a0{plan.part_name}\u00a0»", "le coût de cette partie"
        on_part = aids_on_part(plan)
        shown.append(_aid_on_perimeter(name, words, plan.part_amount, on_part, [PART_READING]))
    return shown


def _limit_in_words(plan: Plan, aid: Decimal) -> tuple[str, str, Decimal]:
    """The rule of the limit, the verdict, and by how much aid exceeds it (negative: it fits)."""
    if plan.aid_limit is None:
        return "", "Le plan ne nomme aucun plafond d’aides publiques.", Decimal(0)
    allowed = share(plan.total, Fraction(plan.aid_limit) / 100)
    shown = percent(plan.aid_limit.normalize())
    rule = f"Plafond\u00a0: {shown}, soit {euros(allowed)}. Règle\u00a0: {plan.limit_reason}."
    over = aid - allowed
    if over > 0:
        return rule, f"Le plafond est dépassé de {euros(over)}.", over
    return rule, f"Le plafond est respecté\u00a0: il reste {euros(-over)}.", over


def _aid_on_line(plan: Plan, line: Decimal, others: Iterable[Plan]) -> AidSummary:
    aids = [pair for other in others if (pair := convention_funder_aid(other, plan))]
    unlimited = "Le plafond du plan porte sur l’opération, pas sur cette ligne."
    rules = [unlimited] if plan.aid_limit else []
    rules += [EACH_FUNDER_ITS_RATIO] if len(aids) > 1 else []
    return _aid_on_perimeter(LINE, "le coût de la ligne", line, aids, rules)


def _aid_on_perimeter(
    name: str, cost: str, amount: Decimal, aids: Sequence[tuple[str, Aid]], rules: Sequence[str]
) -> AidSummary:
    total = plans.aid_on_perimeter(amount, [aid for _, aid in aids])
    above = max(total - amount, Decimal(0))
    verdict = (
        f"Ces aides dépassent de {euros(above)} {cost}."
        if above
        else f"Ces aides tiennent dans {cost}."
    )
    return AidSummary(
        name=name,
        rate=rate(total, amount),
        detail=plans.aids_in_words(amount, aids),
        rule=" ".join(rules),
        verdict=verdict,
        is_over=above > 0,
        gauge=gauge(name, total, amount, percent_of(total, amount), Decimal(100)),
    )
