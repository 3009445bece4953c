"""Record and edit financing plans."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import F, ProtectedError

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from budget.enums import Section, Side
from common.errors import AlreadyRecorded, Refusal, Unbalanced
from common.saving import check_and_save, lock
from common.stated_totals import sum_mismatch
from conventions.enums import ConventionState
from conventions.models import Convention
from financing.enums import Perimeter, Progress
from financing.models import Plan, PlanItem
from programmes.models import Programme


class SignedPlan(Refusal):
    """The convention of the plan is signed, and the change was not confirmed."""


class ConventionOfAnotherProgramme(Refusal):
    """The convention is of another programme."""


class WrongLimit(Refusal):
    """A limit of public aid without its rule, or a limit above 100 % or of zero."""


class NoPart(Refusal):
    """An aid is for a part of the territory that the plan does not name."""


class PostWithExpenses(Refusal):
    """Expenses are for a post that would be taken away."""


# More than the items of any plan.
OUT_OF_THE_WAY = 10_000


@dataclass(frozen=True)
class ItemSpec:
    """A post or a resource of a plan."""

    side: Side
    label: str
    amount: Decimal
    section: Section | str = ""
    funder: Organisation | None = None
    is_public_aid: bool = False
    is_for_part: bool = False
    pays_passes: bool = False
    progress: Progress | str = ""


class PlanTerms(TypedDict):
    title: str
    perimeter: Perimeter
    total: Decimal
    convention: NotRequired[Convention | None]
    aid_limit: NotRequired[Decimal | None]
    limit_reason: NotRequired[str]
    part_name: NotRequired[str]
    part_amount: NotRequired[Decimal | None]
    note: NotRequired[str]


class PlanFacts(PlanTerms):
    code: str


@transaction.atomic
def record(
    programme: Programme, *, items: Sequence[ItemSpec], by: Author, **facts: Unpack[PlanFacts]
) -> Plan:
    """Record a plan; refuses charges or resources that do not add up to its total."""
    lock(programme)
    if programme.plans.filter(code=facts["code"]).exists():
        raise AlreadyRecorded("Un plan du programme porte déjà ce code.", field="code")
    plan = Plan(programme=programme, **facts)
    _check(plan, items)
    check_and_save(plan)
    _write_items(plan, items)
    journal.record("plan.recorded", plan, by=by)
    return plan


@transaction.atomic
def edit(
    plan: Plan,
    *,
    items: Sequence[ItemSpec],
    confirmed: bool = False,
    by: Author,
    **terms: Unpack[PlanTerms],
) -> Plan:
    """Replace the terms and items of a plan; the journal keeps the totals.

    Refused without `confirmed` when the convention of the plan is signed.
    """
    plan = lock(plan)
    if is_of_signed_convention(plan) and not confirmed:
        raise SignedPlan(
            f"Ce plan est celui d’une convention signée\u00a0: {plan.convention}. "
            "Rien n’est changé. Confirmez la modification.",
            field="confirmed",
        )
    was = plan.total
    for name, value in terms.items():
        setattr(plan, name, value)
    _check(plan, items)
    check_and_save(plan)
    _write_items(plan, items)
    journal.record("plan.edited", plan, by=by, total_before=str(was), total_after=str(plan.total))
    return plan


def is_of_signed_convention(plan: Plan) -> bool:
    """Whether the convention of a plan was signed, even if it ended since."""
    convention = plan.convention
    drafted = {ConventionState.DRAFT, ConventionState.VOTED}
    return convention is not None and ConventionState(convention.state) not in drafted


def _check(plan: Plan, items: Sequence[ItemSpec]) -> None:
    if plan.convention is not None and plan.convention.programme_id != plan.programme_id:
        raise ConventionOfAnotherProgramme(
            "Cette convention est celle d’un autre programme.", field="convention"
        )
    if plan.aid_limit is not None and not 0 < plan.aid_limit <= 100:
        raise WrongLimit("Indiquez un plafond entre 0 et 100\u00a0%.", field="aid_limit")
    if plan.aid_limit is not None and not plan.limit_reason:
        raise WrongLimit("Indiquez la règle qui fixe ce plafond.", field="limit_reason")
    if plan.aid_limit is None and plan.limit_reason:
        raise WrongLimit("Indiquez le plafond que fixe cette règle.", field="aid_limit")
    if plan.part_amount is None and any(item.is_for_part for item in items):
        raise NoPart("Indiquez la partie du territoire que cette aide finance.", field="part_name")
    for side, noun in ((Side.CHARGE, "poste"), (Side.RESOURCE, "ressource")):
        amounts = [item.amount for item in items if item.side == side]
        if sentence := sum_mismatch(amounts, plan.total, noun, "le plan annonce"):
            raise Unbalanced(sentence, field="items", part=side)


def _write_items(plan: Plan, items: Sequence[ItemSpec]) -> None:
    """An item keeps its row by its side and label: expenses may be for it."""
    left = defaultdict[tuple[str, str], list[PlanItem]](list)
    for row in plan.items.order_by("-position"):
        left[row.side, row.label].append(row)
    rows = []
    for side in Side:
        for position, item in enumerate((i for i in items if i.side == side), 1):
            known = left[side, item.label]
            row = known.pop() if known else PlanItem(plan=plan)
            for name, value in {"position": position, **vars(item)}.items():
                setattr(row, name, value)
            rows.append(row)
    try:
        plan.items.exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    except ProtectedError as error:
        raise PostWithExpenses(
            "Des dépenses sont imputées à un poste que vous retirez ou renommez. "
            "Rien n’est changé.",
            field="items",
            part=Side.CHARGE,
        ) from error
    # Out of the way of the new places.
    plan.items.update(position=F("position") + OUT_OF_THE_WAY)
    for row in rows:
        check_and_save(row)
