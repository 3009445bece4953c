"""The organisations that orders name, and what an order is worth."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from distribution.models import Order


def suppliers(authority: Organisation) -> QuerySet[Any]:
    """The ids of those that print for the programmes of an authority."""
    return Order.objects.filter(programme__authority=authority).values("supplier")


def face_value(order: Order) -> Decimal:
    """The value of the passes of its lots that are not cancelled."""
    passes = sum(lot.passes_count for lot in order.lots.kept())
    return passes * order.programme.face_value
