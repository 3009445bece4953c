"""The page of an avenant."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from conventions.http import avenant_of
from conventions.readings.avenants import differences_of
from corrections.models import Correction
from deliberations.readings import votes_in_words
from dossiers import documents
from dossiers.pages.buttons import avenant_buttons
from dossiers.tables import STATE_FAMILIES
from files.pages import files_of
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """An avenant, with what it changes."""
    found = avenant_of(request, public_id)
    page = {
        "avenant": found,
        "family": STATE_FAMILIES[found.state],
        "differences": differences_of(found),
        "votes": votes_in_words(found.deliberation) if found.deliberation else "",
        "buttons": avenant_buttons(found, request.user),
        "corrected": Correction.objects.of_text(found).pending_or_approved().exists(),
        "files": files_of(found, request.user),
    }
    return render(request, "dossiers/avenant.html", page)


@needs(Permission.CONVENTION_READ)
def document(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The avenant as a PDF, ready to be signed."""
    found = avenant_of(request, public_id)
    drawn = documents.avenant_pdf(found, on=clock.today())
    response = HttpResponse(drawn, content_type="application/pdf")
    name = f"avenant-{found.number}_{found.convention.code}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
