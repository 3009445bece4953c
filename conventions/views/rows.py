"""The row that an address names, among those of the programme in use."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from conventions.http import ProgrammeRequest
from conventions.models import Avenant, Convention


def convention_of(request: ProgrammeRequest, public_id: UUID) -> Convention:
    """A convention of the programme in use, else a 404."""
    found: Convention = get_object_or_404(
        Convention.objects.visible_to(request.user)
        .filter(programme=request.programme)
        .select_related("programme__authority", "funder", "deliberation"),
        public_id=public_id,
    )
    return found


def avenant_of(request: ProgrammeRequest, public_id: UUID) -> Avenant:
    """An avenant of the programme in use, else a 404."""
    found: Avenant = get_object_or_404(
        Avenant.objects.visible_to(request.user)
        .filter(convention__programme=request.programme)
        .select_related("convention__programme__authority", "convention__funder", "deliberation"),
        public_id=public_id,
    )
    return found
