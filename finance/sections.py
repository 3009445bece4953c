"""The payments of a convention, and the funding keys of the lots of an order, in a file."""

from typing import Any

from django.db.models import F, Q

from audit.actors import Author
from budget.enums import Side
from common.file_rows import FileRows, Key
from common.json_schema import code, of_field
from common.sort_key import in_reading_order
from distribution.models import Lot, Order
from finance.actions import expenses, funding_keys, payments
from finance.enums import ExpenseKind
from finance.models import Expense, FundingKey, Payment
from finance.readings.paid_rows import counted_payments
from financing.models import Plan, PlanItem


def _assign(order: Order, *, lot: str, by: Author, **facts: Any) -> FundingKey:
    found = Lot.objects.filter(order=order, code=lot).first()
    if found is None:
        raise funding_keys.OutsideLot(
            f"La commande n’a pas de lot «\u00a0{lot}\u00a0».", field="lot"
        )
    return funding_keys.assign(found, by=by, **facts)


def _find(order: Order, facts: dict[str, Any]) -> FundingKey | None:
    """The key of a convention on a basis for these carnets: all those of the lot, unless said."""
    keys = FundingKey.objects.filter(lot__order=order, lot__code=facts["lot"])
    named = {name: facts[name] for name in ("convention", "basis") if name in facts}
    first = facts.get("first_carnet", F("lot__first_carnet"))
    last = facts.get("last_carnet", F("lot__last_carnet"))
    return keys.filter(first_carnet=first, last_carnet=last, **named).first()


def _spend(plan: Plan, *, post: str, by: Author, **facts: Any) -> Expense:
    found = plan.items.filter(side=Side.CHARGE, label=post).order_by("position").first()
    if found is None:
        raise expenses.NotAPost(
            f"Le plan n’a pas de poste de dépense «\u00a0{post}\u00a0».", field="post"
        )
    return expenses.record(plan.programme, post=found, by=by, **facts)


PAYMENTS = FileRows(
    "payments",
    Payment,
    "Un paiement compté sur la convention.",
    (Key("reference"), Key("paid_on", "jour"), Key("amount", "montant HT")),
    of=lambda convention: (
        counted_payments()
        .filter(Q(expense=None) | Q(expense__post=None), convention=convention)
        .order_by("paid_on", "reference")
    ),
    identity=("reference",),
    find=lambda convention, facts: convention.payments.filter(reference=facts["reference"]).first(),
    record=payments.record,
)
FUNDING_KEYS = FileRows(
    "funding_keys",
    FundingKey,
    "Une convention qui paie les carnets d’un lot, tous si le fichier n’en donne pas les bornes.",
    (
        Key(
            "lot",
            column="lot__code",
            argument="lot",
            schema=code("lot de la commande"),
            is_required=True,
            read=lambda entry, _: entry["lot"],
            get=lambda key: key.lot.code,
        ),
        Key("convention", "code de la convention", by="code"),
        Key("basis", is_left=True, is_required=False),
        Key("first_carnet", is_left=True, is_required=False),
        Key("last_carnet", is_left=True, is_required=False),
        Key("rank", is_left=True),
        Key("share", is_left=True),
    ),
    of=lambda order: (
        FundingKey.objects.filter(lot__order=order)
        .select_related("lot", "convention")
        .order_by("first_carnet", "basis", "rank")
    ),
    find=_find,
    record=_assign,
)
EXPENSES = FileRows(
    "expenses",
    Expense,
    "Une dépense d’un poste du plan, hors achats de pass, et son paiement.",
    (
        Key(
            "post",
            column="post__label",
            argument="post",
            schema=of_field(PlanItem._meta.get_field("label"), "libellé du poste"),  # noqa: SLF001
            is_required=True,
            read=lambda entry, _: entry["post"],
            get=lambda expense: expense.post.label,
        ),
        Key("supplier", "organisation qui a facturé"),
        Key("label"),
        Key("invoice"),
        Key("invoiced_on"),
        Key("amount"),
        Key("mandat_number"),
        Key("paid_on"),
        Key("kind", is_required=False, read=lambda entry, _: entry.get("kind", ExpenseKind.OTHER)),
    ),
    of=lambda plan: in_reading_order(
        Expense.objects.filter(post__plan=plan), "invoiced_on", "invoice", "pk"
    ).select_related("post", "supplier"),
    find=lambda plan, facts: Expense.objects.filter(
        programme=plan.programme, supplier=facts["supplier"], invoice=facts["invoice"]
    ).first(),
    record=_spend,
)
