import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from audit.actors import SYSTEM
from audit.models import Event
from common.past_days import DayBeforeCause
from finance.actions import expenses
from finance.enums import ExpenseKind
from finance.models import Expense
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.distribution import LotFactory
from tests.factories.finance import ExpenseFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def record(programme=None, **changed):
    fields = {
        "kind": ExpenseKind.PASSES,
        "supplier": changed.pop("supplier", None) or OrganisationFactory(),
        "label": "Achat de pass",
        "invoice": "F-2022-7",
        "invoiced_on": dt.date(2022, 4, 1),
        "amount": Decimal("100000.00"),
        "mandat_number": "2022-1234",
        "paid_on": dt.date(2022, 4, 20),
        **changed,
    }
    return expenses.record(programme or ProgrammeFactory(), by=SYSTEM.at(NOON), **fields)


def test_an_expense_is_kept_with_its_payment_and_leaves_a_trace():
    lot = LotFactory()

    expense = record(lot.programme, lot=lot)

    assert Expense.objects.get().paid_on == dt.date(2022, 4, 20)
    event = Event.objects.get(verb="expense.recorded")
    assert (event.subject_id, event.programme_id) == (expense.pk, lot.programme_id)


def test_an_invoice_may_wait_for_its_payment():
    assert record(paid_on=None, mandat_number="").paid_on is None


def test_the_same_invoice_of_a_supplier_is_refused_once_recorded():
    programme, supplier = ProgrammeFactory(), OrganisationFactory()
    record(programme, supplier=supplier)

    with pytest.raises(expenses.InvoiceKnown, match="F-2022-7") as refused:
        record(programme, supplier=supplier)

    assert (refused.value.code, refused.value.field) == ("invoice_known", "invoice")
    assert Expense.objects.count() == 1


def test_another_fault_of_the_database_is_not_taken_for_a_known_invoice():
    with pytest.raises(IntegrityError), transaction.atomic():
        record(label=None)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"amount": Decimal(0)}, expenses.NotAnAmount),
        ({"mandat_number": ""}, expenses.MandatMissing),
        ({"paid_on": dt.date(2022, 3, 31)}, DayBeforeCause),
    ],
)
def test_what_the_accounts_cannot_show_is_refused(changed, refusal):
    with pytest.raises(refusal):
        record(**changed)

    assert not Expense.objects.exists()


def test_a_lot_of_another_programme_is_refused():
    with pytest.raises(expenses.LotOfAnotherProgramme):
        record(lot=LotFactory())


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("expense_positive", {"amount": Decimal(0)}),
        ("expense_paid_has_its_mandat", {"paid_on": dt.date(2022, 4, 20)}),
    ],
)
def test_the_database_refuses_what_the_action_refuses(name, changed):
    with pytest.raises(IntegrityError, match=name):
        ExpenseFactory(**changed)


def test_the_database_refuses_an_invoice_twice():
    first = ExpenseFactory()

    with pytest.raises(IntegrityError, match="expense_invoice_unique"):
        ExpenseFactory(programme=first.programme, supplier=first.supplier, invoice=first.invoice)
