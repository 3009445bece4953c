"""Expenses are recorded as the accounts show them."""

import datetime as dt
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import day, legal_day
from conventions.actions import payments
from conventions.enums import Basis, ConventionState
from conventions.models import Convention, Programme
from distribution.models import Lot
from finance.enums import ExpenseKind
from finance.models import Expense
from finance.statements import basis_of

COUNTING = [ConventionState.VOTED, ConventionState.SIGNED]


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
    _tell_conventions(expense, by=by, at=at)
    return expense


def _tell_conventions(expense: Expense, *, by: Actor, at: dt.datetime) -> None:
    """A purchase of passes that is paid stands on each convention that counts purchases and
    whose plan pays passes: their findings look at its day.
    """
    if expense.paid_on is None or expense.kind != ExpenseKind.PASSES:
        return
    for convention in paying_passes(expense.programme):
        if basis_of(convention, legal_day(at)) == Basis.PURCHASED:
            payments.record(
                convention,
                reference=reference_of(expense),
                paid_on=expense.paid_on,
                amount=expense.amount,
                by=by,
                at=at,
            )


def paying_passes(programme: Programme) -> list[Convention]:
    """The conventions voted or signed whose plan has a post of passes."""
    found = Convention.objects.filter(
        programme=programme, state__in=COUNTING, plans__items__pays_passes=True
    )
    return list(found.order_by("pk").distinct())


def reference_of(expense: Expense) -> str:
    """An invoice number belongs to its supplier: both name a payment."""
    return f"{expense.invoice} ({expense.supplier.siret or f'fournisseur {expense.supplier_id}'})"


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
