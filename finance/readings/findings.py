"""What does not hold in the payments of conventions."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, TextField
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast, Coalesce, JSONObject

from common.findings import Finding, as_findings
from common.formats import euros
from conventions.enums import ClauseKind
from conventions.models import Clause, Convention
from conventions.readings.findings import day_of
from conventions.readings.texts import ClausesByKind
from finance.models import Payment
from finance.rules import window_finding
from findings.readings import Check

WINDOW = (ClauseKind.WINDOW_START, ClauseKind.WINDOW_END)


def _rows() -> BaseExpression:
    """The payments of a convention in its own row, as JSON, which has no exact decimals.

    Each comes with the keys of the clauses that give the days whose spending counts, as in force
    on the day of the payment; before any text is in force, those of the convention itself.
    """
    row = JSONObject(
        reference="reference",
        paid_on="paid_on",
        amount=Cast("amount", TextField()),
        **{kind.value: _clause_on_payment(kind) for kind in WINDOW},
    )
    paid = Payment.objects.filter(convention=OuterRef("pk")).order_by("paid_on", "pk")
    return ArraySubquery(paid.values(row=row))


def _clause_on_payment(kind: ClauseKind) -> BaseExpression:
    own = Clause.objects.filter(convention=OuterRef("convention"), kind=kind)
    in_force = own.as_of(OuterRef("paid_on"))
    stated = own.filter(avenant=None)
    return Coalesce(Subquery(in_force.values("pk")), Subquery(stated.values("pk")))


def _judge(
    convention: Convention, clauses: Sequence[Clause]
) -> Iterator[tuple[Finding, ClausesByKind]]:
    """The payments outside the days whose spending counts, each with the clauses that say so."""
    by_key = {clause.pk: clause for clause in clauses}
    for row in convention.payments_read:  # type: ignore[attr-defined]
        what = f"«\u00a0{row['reference']}\u00a0» ({euros(Decimal(row['amount']))})"
        window = {kind: by_key[row[kind]] for kind in WINDOW if row[kind]}
        days = (day_of(window, kind) for kind in WINDOW)
        paid_on = dt.date.fromisoformat(row["paid_on"])
        for found in as_findings(window_finding(what, paid_on, *days)):
            yield found, window


PAYMENTS_CHECK = Check("payments_read", _rows, _judge)
