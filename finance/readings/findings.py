"""What does not hold in the payments and in the funding keys of conventions."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery, TextField
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast, Coalesce, JSONObject

from common.findings import Finding, as_findings
from common.formats import euros
from conventions.enums import Basis, ClauseKind
from conventions.models import Clause, Convention
from conventions.readings.schedules import eligible_period
from conventions.readings.texts import ClausesByKind, day_of
from finance.models import FundingKey
from finance.readings.paid_rows import counted_payments, covers, stated_basis, territory_of
from finance.readings.texts import KEY
from finance.rules import key_findings, window_finding
from findings.readings import Check
from findings.readings.texts import clauses_by_text, clauses_in_force_or_stated

WINDOW = (ClauseKind.WINDOW_START, ClauseKind.WINDOW_END)


@cache
def _key_rows() -> BaseExpression:
    """The funding keys of a convention in its own row, as JSON."""
    keys = FundingKey.objects.filter(convention=OuterRef("pk")).order_by(
        "first_carnet", "basis", "rank"
    )
    return ArraySubquery(keys.values(row=KEY))


def misfits(rows: Iterable[dict[str, Any]], clauses: ClausesByKind) -> Iterator[Finding]:
    """What no longer fits between funding keys and the clauses in force of their convention."""
    for row in rows:
        named = f"Commande {row['order']}, lot {row['lot']}, carnets {row['first']} à {row['last']}"
        is_inside = covers(territory_of(clauses, row["programme"]), row["territory"])
        until, (_, end) = dt.date.fromisoformat(row["valid_until"]), eligible_period(clauses)
        end = None if row["is_followed"] else end
        basis = Basis(row["basis"])
        yield from key_findings(named, basis, stated_basis(clauses), is_inside, (until, end))


def _judge_keys(
    convention: Convention, clauses: Sequence[Clause]
) -> Iterator[tuple[Finding, ClausesByKind]]:
    now = clauses_in_force_or_stated(clauses_by_text(clauses))
    for found in misfits(convention.keys_read, now):  # type: ignore[attr-defined]
        yield found, now


@cache
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
    paid = counted_payments().filter(convention=OuterRef("pk")).order_by("paid_on", "pk")
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
KEYS_CHECK = Check("keys_read", _key_rows, _judge_keys)
