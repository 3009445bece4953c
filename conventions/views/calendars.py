"""When passes may be spent, decided by a vote."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.enums import Permission
from accounts.http import actor_of, needs
from common import clock
from common.errors import Refusal
from common.formats import day, period
from common.http import add_refusal
from conventions.actions import programmes
from conventions.forms.deliberations import CalendarForm
from conventions.http import ProgrammeRequest
from conventions.models import Deliberation


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def add_calendar(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The last look before a calendar is in force: it is replaced, never corrected."""
    rows = Deliberation.objects.visible_to(request.user).filter(programme=request.programme)
    found = get_object_or_404(rows, public_id=public_id)
    form = CalendarForm(request.POST or None)
    if form.is_valid():
        try:
            calendar = programmes.set_calendar(
                request.programme,
                deliberation=found,
                in_force_on=found.session_on,
                **form.cleaned_data,
                by=actor_of(request),
                at=clock.now(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            spent = period(calendar.starts_on, calendar.ends_on)
            messages.success(request, f"Calendrier enregistré\u00a0: pass utilisables {spent}.")
            return redirect("conventions:deliberation", public_id=public_id)
    page = {"form": form, "deliberation": found, "consequences": _consequences(found)}
    return render(request, "conventions/add_calendar.html", page)


def _consequences(found: Deliberation) -> list[str]:
    return [
        f"Ce calendrier sera en vigueur depuis la séance du {day(found.session_on)}, "
        "sans attendre de signature.",
        "Les pass s’utilisent du premier au dernier jour indiqués, tous deux inclus.",
        "Un calendrier enregistré ne se corrige pas\u00a0: un vote ultérieur le remplace.",
    ]
