"""The organisations that an authority knows, from the sources that the apps above register."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Organisation
from common.sort_key import in_reading_order

Source = Callable[[Organisation], QuerySet[Any]]
_SOURCES: list[Source] = []


def register_organisations(source: Source) -> None:
    """Register a source, which gives the ids of the organisations that an app names for one."""
    _SOURCES.append(source)


def organisations_known_to(authority: Organisation) -> QuerySet[Organisation]:
    """The authority, and the organisations that its programmes name: funders, parties…"""
    known = Q(pk=authority.pk)
    for source in _SOURCES:
        known |= Q(pk__in=source(authority))
    return in_reading_order(Organisation.objects.filter(known), "name", "pk")
