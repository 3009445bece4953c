"""Payments told of a convention: each counted once, and kept."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from audit.actors import SYSTEM
from audit.models import Event
from finance.actions import payments
from finance.models import Payment
from tests.factories.accounts import NOON
from tests.factories.conventions import ConventionFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
DAY = dt.date(2022, 9, 27)


def told(convention, **changes):
    given = {"reference": "F-1", "paid_on": DAY, "amount": Decimal(100)}
    return payments.record(convention, **{**given, **changes}, **WHO)


def test_the_same_payment_twice_is_kept_once():
    convention = ConventionFactory(voted=True)

    assert told(convention) == told(convention)
    assert Event.objects.filter(verb="payment.recorded").count() == 1


@pytest.mark.parametrize("changes", [{"amount": Decimal(99)}, {"paid_on": dt.date(2022, 1, 1)}])
def test_a_reference_does_not_name_two_payments(changes):
    convention = ConventionFactory(voted=True)
    told(convention)

    with pytest.raises(payments.PaymentDiffers) as refused:
        told(convention, **changes)
    assert refused.value.code == "payment_differs"


def test_the_database_counts_a_payment_once_and_keeps_it():
    payment = told(ConventionFactory(voted=True))
    same = {"reference": "F-1", "paid_on": DAY, "amount": Decimal(1)}

    with pytest.raises(IntegrityError, match="payment_counted_once"), transaction.atomic():
        Payment.objects.create(convention=payment.convention, **same)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        payment.delete()
