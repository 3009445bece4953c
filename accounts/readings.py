"""Which organisations an authority knows: the floors above register where they name some."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation

Source = Callable[[Organisation], QuerySet[Any]]
_SOURCES: list[Source] = []


def register_organisations(source: Source) -> None:
    """`source` gives, for an authority, the ids of the organisations that an app names for it."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def organisations_known_to(authority: Organisation) -> QuerySet[Organisation]:
    """The authority, and who funds, signs or receives something in one of its programmes."""
    known = Q(pk=authority.pk)
    for source in _SOURCES:
        known |= Q(pk__in=source(authority))
    return Organisation.objects.filter(known).order_by("name", "pk")
