"""The organisations that orders name."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Organisation
from distribution.models import Order


def suppliers(authority: Organisation) -> QuerySet[Any]:
    """The ids of those that print for the programmes of an authority."""
    return Order.objects.filter(programme__authority=authority).values("supplier")
