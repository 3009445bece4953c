"""Record a payment that a convention counts."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.formats import day, euros
from common.past_days import check_day
from common.saving import check_and_save, lock
from conventions.models import Convention
from finance.models import Expense, Payment


class PaymentDiffers(Refusal):
    """The same reference was recorded with another day or amount."""


@transaction.atomic
def record(
    convention: Convention,
    *,
    reference: str,
    paid_on: dt.date,
    amount: Decimal,
    expense: Expense | None = None,
    by: Author,
) -> Payment:
    """Keep a payment (before tax); the same reference twice is the same as once."""
    check_day("Le paiement", paid_on, by.at, field="paid_on", years=convention.programme.years)
    lock(convention)
    known = convention.payments.filter(reference=reference).first()
    if known is not None:
        if (known.paid_on, known.amount) != (paid_on, amount):
            raise PaymentDiffers(
                f"Le paiement {reference} est déjà enregistré\u00a0: {euros(known.amount)}, "
                f"le {day(known.paid_on)}."
            )
        return known
    payment = Payment(convention=convention, reference=reference, paid_on=paid_on, amount=amount)
    payment.expense = expense
    check_and_save(payment)
    journal.record(
        "payment.recorded", payment, by=by, programme_id=convention.programme_id, amount=str(amount)
    )
    return payment
