"""The page of an avenant."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from accounts.enums import Permission
from accounts.http import needs
from conventions.http import avenant_of
from conventions.readings.avenants import differences_of
from conventions.tables import STATE_FAMILIES
from deliberations.readings import votes_in_words
from dossiers.pages.buttons import avenant_buttons
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
        "files": files_of(found, request.user),
    }
    return render(request, "dossiers/avenant.html", page)
