"""A vote, and what stands on it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.http import needs
from conventions import pages
from conventions.http import ProgrammeRequest
from conventions.models import Deliberation
from conventions.tables.deliberations import votes
from conventions.tables.money import BudgetLineTable


@require_GET
@needs(Permission.CONVENTION_READ)
def deliberation(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A vote, and what stands on it."""
    found = get_object_or_404(
        Deliberation.objects.visible_to(request.user).filter(programme=request.programme),
        public_id=public_id,
    )
    page = {
        "deliberation": found,
        "votes": votes(found),
        "conventions": found.conventions.order_by("pk"),
        "avenants": found.avenants.select_related("convention").order_by("pk"),
        "calendars": found.calendars.order_by("in_force_on"),
        "lines": BudgetLineTable(
            found.budget_lines.order_by("pk"), exclude=("label", "operation", "year")
        ),
        "phases": pages.phasing(found),
        "subsidies": pages.subsidies(found),
    }
    return render(request, "conventions/deliberation.html", page)
