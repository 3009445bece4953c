"""The convention or avenant that an address names, in the programme in use."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from conventions.models import Avenant, Convention, Text
from programmes.http import ProgrammeRequest

# How a view that serves conventions and avenants reads the one of its address.
TextOf = Callable[[ProgrammeRequest, UUID], Text]


def conventions_of(request: ProgrammeRequest) -> QuerySet[Convention]:
    """The conventions of the programme in use, with what every page shows of one."""
    rows = Convention.objects.visible_to(request.user).filter(programme=request.programme)
    return rows.select_related("programme__authority", "funder", "deliberation")


def convention_of(request: ProgrammeRequest, public_id: UUID) -> Convention:
    """A convention of the programme in use, else a 404."""
    return get_object_or_404(conventions_of(request), public_id=public_id)


def avenant_of(request: ProgrammeRequest, public_id: UUID) -> Avenant:
    """An avenant of the programme in use, else a 404."""
    rows = Avenant.objects.visible_to(request.user).select_related(
        "convention__programme__authority", "convention__funder", "deliberation"
    )
    return get_object_or_404(rows, convention__programme=request.programme, public_id=public_id)
