"""The organisations that orders name, and what an order is worth."""

from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from accounts.models import Organisation
from distribution.models import Market, Order
from ordering.enums import CostKind
from ordering.models import Cost


def suppliers(authority: Organisation) -> QuerySet[Any]:
    """The ids of those that print for the programmes of an authority."""
    return Order.objects.filter(programme__authority=authority).values("supplier")


def face_value(order: Order) -> Decimal:
    """The value of the passes of its lots that are not cancelled."""
    passes = sum(lot.passes_count for lot in order.lots.kept())
    return passes * order.programme.face_value


def holders(authority: Organisation) -> QuerySet[Any]:
    """The ids of those who hold a market of the programmes of an authority."""
    return Market.objects.filter(programme__authority=authority).values("holder")


def used_of(market: Market) -> Decimal:
    """What its orders cost before tax: the face value of their lots, and their other costs; nothing
    of what is cancelled.
    """
    kept = market.programme.lots.kept().filter(order__market=market)
    passes = kept.aggregate(total=Sum(F("last_serial") - F("first_serial") + 1))["total"] or 0
    others = Cost.objects.filter(order__in=kept.values("order")).exclude(kind=CostKind.PASSES)
    beside = others.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return passes * market.programme.face_value + beside


def left_of(market: Market) -> Decimal | None:
    """What may still be ordered, before tax; None when the market has no maximum."""
    return None if market.max_amount is None else market.max_amount - used_of(market)
