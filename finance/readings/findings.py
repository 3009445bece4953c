"""What does not hold in the payments of conventions."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast, JSONObject

from common.findings import Finding, as_findings
from common.formats import euros
from conventions.enums import ClauseKind
from conventions.models import Convention
from conventions.readings.findings import day_of
from conventions.readings.texts import ClausesByKind
from finance.models import Payment
from finance.rules import window_finding
from findings.readings import Check


def payment_findings(payments: Iterable[Payment], now: ClausesByKind) -> Iterator[Finding]:
    """The payments outside the days whose spending counts, by the values in force."""
    start, end = day_of(now, ClauseKind.WINDOW_START), day_of(now, ClauseKind.WINDOW_END)
    for one in payments:
        what = f"«\u00a0{one.reference}\u00a0» ({euros(one.amount)})"
        yield from as_findings(window_finding(what, one.paid_on, start, end))


def _rows() -> BaseExpression:
    """The payments of a convention in its own row, as JSON, which has no exact decimals."""
    amount = Cast("amount", TextField())
    row = JSONObject(reference="reference", paid_on="paid_on", amount=amount)
    paid = Payment.objects.filter(convention=OuterRef("pk")).order_by("paid_on", "pk")
    return ArraySubquery(paid.values(row=row))


def _judge(convention: Convention, now: ClausesByKind) -> Iterator[Finding]:
    return payment_findings(
        (
            Payment(
                reference=row["reference"],
                paid_on=dt.date.fromisoformat(row["paid_on"]),
                amount=Decimal(row["amount"]),
            )
            for row in convention.payments_read  # type: ignore[attr-defined]
        ),
        now,
    )


PAYMENTS_CHECK = Check("payments_read", _rows, _judge)
