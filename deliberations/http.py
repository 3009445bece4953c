"""The deliberation that an address names, in the programme in use."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from deliberations.models import Deliberation
from deliberations.querysets import DeliberationQuerySet
from programmes.http import ProgrammeRequest


def deliberations_of(request: ProgrammeRequest) -> DeliberationQuerySet:
    """The deliberations of the programme in use."""
    rows: DeliberationQuerySet = Deliberation.objects.visible_to(request.user)
    return rows.filter(programme=request.programme)


def deliberation_of(request: ProgrammeRequest, public_id: UUID) -> Deliberation:
    """A deliberation of the programme in use, else a 404."""
    found: Deliberation = get_object_or_404(deliberations_of(request), public_id=public_id)
    return found
