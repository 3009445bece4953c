"""Record an expense: an invoice of the programme and its payment."""

import datetime as dt
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from common.errors import MandatMissing, NotAnAmount, Refusal
from common.formats import legal_day
from common.past_days import check_day
from conventions.enums import Basis, ConventionState
from conventions.models import Convention
from distribution.models import Lot
from finance.actions import payments
from finance.enums import ExpenseKind
from finance.models import Expense, FundingKey
from finance.readings.paid_rows import clauses_on, covers, stated_basis, territory_of
from programmes.models import Programme

VOTED_OR_SIGNED = [ConventionState.VOTED, ConventionState.SIGNED]


class LotOfAnotherProgramme(Refusal):
    """The lot belongs to another programme."""


class InvoiceKnown(Refusal):
    """An invoice of this supplier with the same number is already recorded."""


class ExpenseFields(TypedDict):
    """The fields of an expense that the caller gives; the amount is before tax."""

    kind: ExpenseKind
    supplier: Organisation
    label: str
    invoice: str
    invoiced_on: dt.date
    amount: Decimal
    mandat_number: NotRequired[str]
    paid_on: NotRequired[dt.date | None]
    lot: NotRequired[Lot | None]


@transaction.atomic
def record(programme: Programme, *, by: Author, **fields: Unpack[ExpenseFields]) -> Expense:
    """Record an invoice and, when it is paid, its payment.

    A paid purchase of passes is also recorded as a payment of the conventions that count it.
    """
    expense = Expense(programme=programme, **fields)
    _refuse_wrong_fields(expense, by.at)
    try:
        with transaction.atomic():
            expense.save()
    except IntegrityError as error:
        if "expense_invoice_unique" not in str(error):
            raise
        raise InvoiceKnown(
            f"La facture {expense.invoice} de ce fournisseur est déjà enregistrée.",
            field="invoice",
        ) from error
    journal.record("expense.recorded", expense, by=by)
    tell_conventions(expense, by=by)
    return expense


def tell_conventions(expense: Expense, *, by: Author) -> None:
    """Record a paid purchase of passes, once, on each convention that counts purchases, whose plan
    pays passes, whose territory holds that of the lot, and that the keys of the lot name if it has
    any: the findings of these conventions check its day of payment.
    """
    paid_on, amount = expense.paid_on, expense.amount
    if paid_on is None or expense.kind != ExpenseKind.PASSES:
        return
    # Two suppliers may use the same number of invoice.
    supplier = expense.supplier.siret or f"fournisseur {expense.supplier_id}"
    reference = f"{expense.invoice} ({supplier})"
    paying_passes = Convention.objects.filter(
        programme=expense.programme, state__in=VOTED_OR_SIGNED, plans__items__pays_passes=True
    )
    keys = FundingKey.objects.filter(lot=expense.lot, basis=Basis.PURCHASED)
    if keys:
        paying_passes = paying_passes.filter(pk__in=keys.values("convention"))
    kept_for = expense.lot.territory if expense.lot else []
    for convention in paying_passes.order_by("pk").distinct():
        clauses = clauses_on(convention, legal_day(by.at))
        is_inside = covers(territory_of(clauses, expense.programme.territory), kept_for)
        if is_inside and stated_basis(clauses) == Basis.PURCHASED:
            payments.record(
                convention,
                reference=reference,
                paid_on=paid_on,
                amount=amount,
                expense=expense,
                by=by,
            )


def _refuse_wrong_fields(expense: Expense, at: dt.datetime) -> None:
    if expense.amount <= 0:
        raise NotAnAmount("Indiquez un montant supérieur à zéro.", field="amount")
    if expense.paid_on and not expense.mandat_number:
        raise MandatMissing(
            "Indiquez le numéro du mandat qui a payé cette facture.", field="mandat_number"
        )
    years = expense.programme.years
    check_day("La facture", expense.invoiced_on, at, field="invoiced_on", years=years)
    if expense.paid_on:
        after = {"la facture": expense.invoiced_on}
        check_day("Le paiement", expense.paid_on, at, field="paid_on", years=years, after=after)
    if expense.lot is not None and expense.lot.programme_id != expense.programme_id:
        raise LotOfAnotherProgramme("Ce lot appartient à un autre programme.", field="lot")
