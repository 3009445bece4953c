"""Public aid in plans, and the findings on a plan."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum

from accounts.models import Organisation
from budget.enums import Side
from common.findings import Finding, as_findings
from conventions.enums import ClauseKind, ConventionState
from conventions.readings.texts import GRANT_BASES, ClausesByKind, amount_of
from financing.enums import Perimeter
from financing.models import Plan, PlanItem
from financing.rules import plans
from financing.rules.plans import Aid
from programmes.models import Programme


def with_aid_and_own_part(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans with their public `aid`, and `own`, what the authority itself brings."""
    items = PlanItem.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    own = Q(side=Side.RESOURCE, funder=F("plan__programme__authority"))
    return plans.annotate(
        aid=Subquery(items.annotate(sum=Sum("amount", filter=Q(is_public_aid=True))).values("sum")),
        own=Subquery(items.annotate(sum=Sum("amount", filter=own)).values("sum")),
    )


def public_aid(items: Iterable[PlanItem]) -> Decimal:
    """The public aid among the resources of a plan."""
    return sum((item.amount for item in items if item.is_public_aid), Decimal(0))


def passes_amount(items: Iterable[PlanItem]) -> Decimal:
    """The sum of the posts that pay for passes."""
    charges = (item for item in items if item.side == Side.CHARGE and item.pays_passes)
    return sum((item.amount for item in charges), Decimal(0))


def convention_funder_aid(plan: Plan, shown: Plan) -> tuple[str, Aid] | None:
    """The public aid of the funder of the plan's convention, with its label.

    None without passes or convention, or for a draft, unless it is the plan `shown`.
    """
    convention = plan.convention
    if convention is None or not passes_amount(plan.items.all()):
        return None
    if convention.state == ConventionState.DRAFT and plan.pk != shown.pk:
        return None
    aids = sorted(plan.items.all(), key=lambda item: item.position)
    own = [one for one in aids if one.is_public_aid and one.funder_id == convention.funder_id]
    if not own:
        return None
    labels, amount = " et ".join(item.label for item in own), sum(item.amount for item in own)
    return labels, Aid(Decimal(amount), plan.total)


def aids_on_part(plan: Plan) -> list[tuple[str, Aid]]:
    """The public aids on the part of the territory that a plan names: those kept for it are whole,
    the others by their ratio to the plan.
    """
    part = plan.part_amount
    aids = sorted(plan.items.all(), key=lambda item: item.position)
    return [
        (one.label, Aid(one.amount, part if one.is_for_part and part else plan.total))
        for one in aids
        if one.is_public_aid
    ]


def plan_findings(plan: Plan, now: ClausesByKind, others: Iterable[Plan]) -> Iterator[Finding]:
    """Findings against the amounts of the convention, the cap of other costs, the limits of aid.

    `now` holds the values of its convention, empty without one; `others` are the plans of the
    programme.
    """
    items = list(plan.items.all())
    yield from _findings_on_amounts(plan, items, now)
    passes = passes_amount(items)
    cap = now.get(ClauseKind.ENGINEERING_CAP)
    if passes and plan.perimeter == Perimeter.OPERATION:
        yield from as_findings(plans.cap_finding(plan.total, passes, cap.rate if cap else None))
    aids = [item for item in items if item.is_public_aid]
    if plan.aid_limit is not None:
        aid = public_aid(items)
        found = plans.aid_finding(aid, plan.total, plan.aid_limit, plan.limit_reason)
        yield from as_findings(found)
    if plan.part_amount is not None:
        found = plans.part_aid_finding(plan.part_name, plan.part_amount, aids_on_part(plan))
        yield from as_findings(found)
    if passes and len(aids) > 1:
        own = [pair for other in others if (pair := convention_funder_aid(other, plan)) is not None]
        on_line = plans.aid_on_perimeter(passes, [aid for _, aid in own])
        yield from as_findings(plans.line_aid_finding(on_line, passes, _line_ruling(plan)))


def _findings_on_amounts(
    plan: Plan, items: Iterable[PlanItem], now: ClausesByKind
) -> Iterator[Finding]:
    if plan.perimeter == Perimeter.OPERATION:
        for kind in GRANT_BASES:
            if stated := amount_of(now, kind):
                yield from as_findings(plans.total_finding(plan.title, plan.total, stated, kind))
                break
    grant, base = amount_of(now, ClauseKind.GRANT_MAX), amount_of(now, ClauseKind.ELIGIBLE_BASE)
    if grant and base and plan.convention and plan.aid_limit is not None:
        funder = plan.convention.funder_id
        aids = (one for one in items if one.is_public_aid and one.funder_id != funder)
        others = sum((one.amount for one in aids), Decimal(0))
        found = plans.grant_computation_finding(grant, base, others, plan.aid_limit)
        yield from as_findings(found)


def _line_ruling(plan: Plan) -> str:
    if plan.aid_limit is None or plan.perimeter != Perimeter.OPERATION:
        return "Aucun plafond n’est énoncé pour ce périmètre."
    return f"Le plafond porte sur l’opération entière ({plan.limit_reason.rstrip('.')})."


def plans_of(programme: Programme) -> list[Plan]:
    """The plans of a programme with their items and conventions, in two queries."""
    items = Prefetch(
        "items", PlanItem.objects.select_related("funder").order_by("side", "position")
    )
    rows = Plan.objects.filter(programme=programme).select_related("convention", "programme")
    return list(rows.prefetch_related(items).order_by("pk"))


def contributing_organisations(authority: Organisation) -> QuerySet[Any]:
    """The ids of the organisations that fund a plan of an authority."""
    items = PlanItem.objects.filter(plan__programme__authority=authority, funder__isnull=False)
    return items.values("funder")
