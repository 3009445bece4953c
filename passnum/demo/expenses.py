"""Expenses of the demonstration: the lots that were activated, and some engineering."""

import datetime as dt
from decimal import Decimal
from typing import Unpack, cast

from accounts.actions import organisations
from audit.actors import SYSTEM
from common.formats import count, instant
from distribution.enums import LotState
from distribution.models import Lot
from finance.actions import expenses
from finance.enums import ExpenseKind
from programmes.models import Programme

# Label, day of the invoice, day of payment, amount: invented for the demonstration.
ENGINEERING = [
    ("Animation du réseau de distribution", "2022-03-28", "2022-04-21", "8400.00"),
    ("Formation des distributeurs", "2022-10-10", "2022-11-08", "6250.00"),
    ("Animation du réseau de distribution", "2023-03-27", "2023-04-20", "8400.00"),
]


def record_purchases(programme: Programme) -> None:
    """Each active lot was invoiced at its delivery and paid when it was activated."""
    lots = Lot.objects.filter(programme=programme, state=LotState.ACTIVE)
    for lot in lots.select_related("order__supplier").order_by("pk"):
        _record(
            programme,
            kind=ExpenseKind.PASSES,
            lot=lot,
            supplier=lot.order.supplier,
            label=f"{count(lot.passes_count, 'pass')}, commande {lot.order.number}",
            invoice=f"{lot.order.number}-{lot.code}",
            invoiced_on=cast("dt.date", lot.delivered_on),
            paid_on=lot.activated_on,
            amount=lot.passes_count * programme.face_value,
            mandat_number=lot.mandat_number,
        )


def record_engineering(programme: Programme) -> None:
    """Studies and accompaniment, well under their limit."""
    first = instant(dt.date(2022, 1, 10), dt.time(9))
    supplier = organisations.add(
        name="Coopérative d’animation (démonstration)", by=SYSTEM.at(first)
    )
    for rank, (label, invoiced, paid, amount) in enumerate(ENGINEERING, start=1):
        _record(
            programme,
            kind=ExpenseKind.ENGINEERING,
            supplier=supplier,
            label=label,
            invoice=f"ING-{rank:03d}",
            invoiced_on=dt.date.fromisoformat(invoiced),
            paid_on=dt.date.fromisoformat(paid),
            amount=Decimal(amount),
            mandat_number=f"DEMO-{1200 + rank}",
        )


def _record(programme: Programme, **fields: Unpack[expenses.ExpenseFields]) -> None:
    paid_on = fields.get("paid_on") or fields["invoiced_on"]
    at = instant(paid_on, dt.time(11))
    expenses.record(programme, by=SYSTEM.at(at), **fields)
