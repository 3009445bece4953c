"""Expenses are recorded as the accounts show them."""

import datetime as dt
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import day
from conventions.models import Programme
from distribution.models import Lot
from finance.enums import ExpenseKind
from finance.models import Expense


class NotAnAmount(Refusal):
    """An expense of nothing, or less."""

    code = "not_an_amount"


class MandatMissing(Refusal):
    """A payment without the mandat that ordered it."""

    code = "mandat_missing"


class PaidBeforeInvoiced(Refusal):
    """The day of payment precedes that of the invoice."""

    code = "paid_before_invoiced"


class LotElsewhere(Refusal):
    """The lot belongs to another programme."""

    code = "lot_of_another_programme"


class InvoiceKnown(Refusal):
    """The same invoice of the same supplier is there already: it would count twice."""

    code = "invoice_known"


class ExpenseFacts(TypedDict):
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
def record_expense(
    programme: Programme, *, by: Actor, at: dt.datetime, **facts: Unpack[ExpenseFacts]
) -> Expense:
    """Keep an invoice, before tax, and its payment when it is paid."""
    expense = Expense(programme=programme, **facts)
    _check(expense)
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
    journal.record("expense.recorded", expense, by=by, at=at, programme_id=programme.pk)
    return expense


def _check(expense: Expense) -> None:
    if expense.amount <= 0:
        raise NotAnAmount("Indiquez un montant supérieur à zéro.", field="amount")
    if expense.paid_on and not expense.mandat_number:
        raise MandatMissing(
            "Indiquez le numéro du mandat qui a payé cette facture.", field="mandat_number"
        )
    if expense.paid_on and expense.paid_on < expense.invoiced_on:
        raise PaidBeforeInvoiced(
            f"Le paiement ({day(expense.paid_on)}) doit suivre la facture "
            f"({day(expense.invoiced_on)}).",
            field="paid_on",
        )
    if expense.lot is not None and expense.lot.programme_id != expense.programme_id:
        raise LotElsewhere("Ce lot appartient à un autre programme.", field="lot")
