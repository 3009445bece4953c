"""An avenant: drafted, read as a document, compared, printed."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.http import acting_now, needs
from audit.journal import last_change
from common import clock
from common.steps import done, sent
from conventions import difference, documents, foretelling, preparing, stages
from conventions.actions import avenants
from conventions.attached import attached
from conventions.forms.agreements import AvenantForm
from conventions.http import ProgrammeRequest
from conventions.models import Avenant
from conventions.tables.agreements import AVENANT_FAMILIES
from conventions.tables.deliberations import votes
from conventions.views.rows import avenant_of, convention_of


@require_GET
@needs(Permission.CONVENTION_READ)
def avenant(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """What an avenant changes."""
    found = avenant_of(request, public_id)
    page = {
        "avenant": found,
        "family": AVENANT_FAMILIES[found.state],
        "differences": difference.of(found),
        "votes": votes(found.deliberation) if found.deliberation else "",
        "acts": stages.of_avenant(found, request.user),
        "attached": attached(found, request.user),
    }
    return render(request, "conventions/avenant.html", page)


@require_GET
@needs(Permission.CONVENTION_READ)
def compare(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Each value of the convention beside what an avenant makes of it."""
    found = avenant_of(request, public_id)
    rows = difference.of(found)
    page = {"avenant": found, "differences": rows, "lead": foretelling.changed(found, rows)}
    return render(request, "conventions/difference.html", page)


@require_GET
@needs(Permission.CONVENTION_READ)
def avenant_document(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The avenant ready to be signed, as a PDF."""
    found = avenant_of(request, public_id)
    response = HttpResponse(
        documents.avenant_pdf(found, on=clock.today()), content_type="application/pdf"
    )
    name = f"avenant-{found.number}_{found.convention.code}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def add_avenant(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Open an avenant: what it is about, and the parts of the text that it changes."""
    convention = convention_of(request, public_id)
    form = AvenantForm(sent(request))
    made: list[Avenant] = []
    if done(
        form, lambda: made.append(avenants.draft(convention, **form.facts, **acting_now(request)))
    ):
        messages.success(request, f"Avenant n°\u00a0{made[0].number} ouvert, en projet.")
        return redirect(preparing.list_url(made[0]))
    page = {"form": form, "convention": convention}
    return render(request, "conventions/add_avenant.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def avenant_subject(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Change what an avenant is about, or the parts that it opens."""
    found = avenant_of(request, public_id)
    form = AvenantForm(
        sent(request),
        initial={
            "subject": found.subject,
            "blocks": found.blocks,
            "stated_effective_on": found.stated_effective_on,
        },
        changed_by=partial(last_change, found),
    )
    if done(form, lambda: avenants.edit(found, **form.facts, **acting_now(request))):
        messages.success(request, "Objet et parties de l’avenant enregistrés.")
        return redirect(preparing.list_url(found))
    page = {"form": form, "avenant": found, "back_url": preparing.list_url(found)}
    return render(request, "conventions/avenant_subject.html", page)
