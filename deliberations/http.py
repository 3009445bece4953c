"""The deliberation that an address names, in the programme in use."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from deliberations.models import Deliberation
from programmes.http import ProgrammeRequest


def deliberations_of(request: ProgrammeRequest) -> QuerySet[Deliberation]:
    """The deliberations of the programme in use."""
    return Deliberation.objects.visible_to(request.user).filter(programme=request.programme)


def deliberation_of(request: ProgrammeRequest, public_id: UUID) -> Deliberation:
    """A deliberation of the programme in use, else a 404."""
    return get_object_or_404(deliberations_of(request), public_id=public_id)
