"""The papers of a régie: prepared, signed by two people, printed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.forms import Form
from programmes.http import ProgrammeRequest
from regies import documents
from regies.actions import sheets
from regies.enums import SheetState
from regies.forms import ReservesForm
from regies.models import Regie, Sheet
from regies.pages.sheets import (
    act_step,
    prepare_step,
    settled,
    sheet_page,
)

STEP = "layout/step.html"


@needs(Permission.STOCK_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A paper as it will be signed, or as it was."""
    page = sheet_page(_sheet(request, public_id), request.user, clock.today())
    return render(request, "regies/sheet.html", page)


@needs(Permission.STOCK_READ)
def document(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The paper as a PDF: a draft, or the one that was frozen."""
    found = _sheet(request, public_id)
    content = bytes(found.document) if found.document else documents.draft(found, clock.today())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{documents.file_name(found)}"'
    return answer


@needs(Permission.STOCK_MOVE, "GET", "POST")
def prepare(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Prepare the handover from a régisseur to the next."""
    seen = Regie.objects.visible_to(request.user).filter(programme=request.programme)
    regie = get_object_or_404(seen.select_related("depot", "programme"), public_id=public_id)

    def act() -> HttpResponse:
        made = sheets.prepare(regie, by=author_of(request))
        return done(request, "Procès-verbal préparé.", "regies:sheet", made.public_id)

    step = prepare_step(regie, clock.today())
    return form_page(request, STEP, Form(posted_data(request)), act, step=step)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def sign(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The first signature."""
    said = "Signé. Une autre personne signe maintenant."
    return _acted(request, public_id, SheetState.SIGNED, sheets.sign, said)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def countersign(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The second signature, which freezes the document."""
    said, form = "Signé par les deux. Le document est figé.", ReservesForm(posted_data(request))
    return _acted(request, public_id, SheetState.CLOSED, sheets.close, said, form)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def reopen(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back the first signature."""
    return _acted(request, public_id, SheetState.PREPARED, sheets.reopen, "Signature reprise.")


@needs(Permission.STOCK_MOVE, "GET", "POST")
def cancel(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Give up a handover."""
    return _acted(request, public_id, SheetState.CANCELLED, sheets.cancel, "Remise annulée.")


def _acted(
    request: ProgrammeRequest,
    public_id: UUID,
    to: SheetState,
    move: Callable[..., Sheet],
    said: str,
    form: Form | None = None,
) -> HttpResponse:
    """The page of an act that takes a paper to a state, for who may do it."""
    found, asked = _sheet(request, public_id), form or Form(posted_data(request))
    if (told := settled(found, request.user, to, clock.today())) is not None:
        return settled_page(request, told)

    def act() -> HttpResponse:
        given: dict[str, Any] = dict(asked.cleaned_data)
        move(found, **given, by=author_of(request))
        return done(request, said, "regies:sheet", public_id)

    step = act_step(found, to, clock.today())
    return form_page(request, STEP, asked, act, step=step)


def _sheet(request: ProgrammeRequest, public_id: UUID) -> Sheet:
    seen = Sheet.objects.visible_to(request.user).filter(regie__programme=request.programme)
    related = seen.select_related(
        "regie__programme__authority", "regie__depot", "outgoing", "incoming", "closed_by"
    )
    return get_object_or_404(related, public_id=public_id)
