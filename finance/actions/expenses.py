"""Record an expense: an invoice of the programme and its payment."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from budget.enums import Side
from common.errors import MandatMissing, NotAnAmount, Refusal
from common.formats import legal_day
from common.past_days import check_day
from conventions.enums import Basis, ConventionState
from conventions.models import Convention
from distribution.models import Lot
from finance.actions import payments
from finance.enums import ExpenseKind
from finance.models import Expense, FundingKey
from finance.readings.paid_rows import covers, stated_basis, territory_of
from finance.readings.texts import Texts, counted_posts
from financing.models import PlanItem
from programmes.actions.mandats import check_mandat
from programmes.models import Programme

VOTED_OR_SIGNED = [ConventionState.VOTED, ConventionState.SIGNED]


class LotOfAnotherProgramme(Refusal):
    """The lot belongs to another programme."""


class NotAPost(Refusal):
    """The post is no charge of a plan of the programme, or the expense buys passes: these go to the
    posts that pay passes.
    """


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
    post: NotRequired[PlanItem | None]


@transaction.atomic
def record(programme: Programme, *, by: Author, **fields: Unpack[ExpenseFields]) -> Expense:
    """Record an invoice and, when it is paid, its payment.

    A paid purchase of passes is also recorded as a payment of the conventions that count it; what
    is paid for another post, as one of the convention of its plan.
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
    journal.record("expense.recorded", expense, by=by, amount=str(expense.amount))
    tell_conventions(expense, by=by)
    return expense


def tell_conventions(expense: Expense, *, by: Author) -> None:
    """Record a paid expense, once, on each convention that counts it: their findings check its day
    of payment.
    """
    if expense.paid_on is None:
        return
    # Two suppliers may use the same number of invoice.
    supplier = expense.supplier.siret or f"fournisseur {expense.supplier_id}"
    for convention in _counting(expense, legal_day(by.at)):
        payments.record(
            convention,
            reference=f"{expense.invoice} ({supplier})",
            paid_on=expense.paid_on,
            amount=expense.amount,
            expense=expense,
            by=by,
        )


def _counting(expense: Expense, day: dt.date) -> Iterator[Convention]:
    """The conventions that count purchases and the post of an expense, as their account does; those
    whose plan pays passes, for passes: whose territory holds that of the lot, and that the keys of
    the lot name if it has any.
    """
    found = Convention.objects.filter(programme=expense.programme, state__in=VOTED_OR_SIGNED)
    if expense.post is not None:
        found = found.filter(plans__items__in=counted_posts().filter(pk=expense.post.pk))
    elif expense.kind == ExpenseKind.PASSES:
        found = found.filter(plans__items__pays_passes=True)
        keys = FundingKey.objects.filter(lot=expense.lot, basis=Basis.PURCHASED)
        if keys:
            found = found.filter(pk__in=keys.values("convention"))
    else:
        return
    texts = Texts(expense.programme)
    kept_for = expense.lot.territory if expense.lot else []
    for convention in found.order_by("pk").distinct():
        clauses = texts.on(convention, day)
        territory = territory_of(clauses, expense.programme.territory)
        is_inside = expense.post is not None or covers(territory, kept_for)
        if is_inside and stated_basis(clauses) == Basis.PURCHASED:
            yield convention


def _refuse_wrong_fields(expense: Expense, at: dt.datetime) -> None:
    if expense.amount <= 0:
        raise NotAnAmount("Indiquez un montant supérieur à zéro.", field="amount")
    if expense.paid_on and not expense.mandat_number:
        raise MandatMissing(
            "Indiquez le numéro du mandat qui a payé cette facture.", field="mandat_number"
        )
    if expense.mandat_number:
        check_mandat(expense.mandat_number, expense.programme)
    years = expense.programme.years
    check_day("La facture", expense.invoiced_on, at, field="invoiced_on", years=years)
    if expense.paid_on:
        after = {"la facture": expense.invoiced_on}
        check_day("Le paiement", expense.paid_on, at, field="paid_on", years=years, after=after)
    if expense.lot is not None and expense.lot.programme_id != expense.programme_id:
        raise LotOfAnotherProgramme("Ce lot appartient à un autre programme.", field="lot")
    if expense.post is not None and (
        expense.kind == ExpenseKind.PASSES
        or expense.post.side != Side.CHARGE
        or expense.post.plan.programme_id != expense.programme_id
    ):
        raise NotAPost(
            "Choisissez un poste de dépense d’un plan du programme. Un achat de pass va au poste "
            "des pass.",
            field="post",
        )
