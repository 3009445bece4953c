"""The pages of the files of codes of a lot: one person asks, another agrees, one takes it once."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from accounts.enums import Permission
from accounts.http import author_of, needs
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.forms import Form
from common.lists import table_page
from distribution.models import Lot, Order
from printing import actions
from printing.enums import PRINT_FILE_MOVES, PrintFileState
from printing.forms import ProposeForm
from printing.models import PrintFile
from printing.pages import confirm_step, settled, take_step, the_page, withdraw_step
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The files of a lot, and what is to do with the one that waits."""
    page = the_page(_lot(request, public_id), request.user)
    return table_page(request, "printing/lot.html", page)


@needs(Permission.LOT_PROPOSE, "GET", "POST")
def propose(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Ask for the codes of a lot, for the key of its printer."""
    lot, form = _lot(request, public_id), ProposeForm(posted_data(request))

    def act() -> HttpResponse:
        given = form.cleaned_data | {"proposed_by": request.user, "by": author_of(request)}
        actions.propose(lot, **given)
        said = "Fichier demandé. Une autre personne vérifie la clé et le confirme."
        return done(request, said, "printing:lot", lot.public_id)

    return form_page(request, "printing/propose.html", form, act, lot=lot)


@needs(Permission.LOT_ACTIVATE, "GET", "POST")
def confirm(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Agree that the codes go to this key."""
    said = "Fichier confirmé. Il peut être téléchargé, une fois."
    move = actions.confirm, PrintFileState.CONFIRMED
    return _decided(request, public_id, confirm_step, *move, said)


@needs(Permission.LOT_PROPOSE, "GET", "POST")
def withdraw(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back what was asked for."""
    return _withdrawn(request, public_id)


@needs(Permission.LOT_ACTIVATE, "GET", "POST")
def decline(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Do not agree to a key."""
    return _withdrawn(request, public_id)


@needs(Permission.LOT_PROPOSE, "GET", "POST")
def take(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Give the archive, made now, once."""
    file = _file(request, public_id)
    if not _is_open(file, PrintFileState.TAKEN):
        return settled_page(request, settled(file))

    def act() -> HttpResponse:
        content = actions.take(file, by=author_of(request))
        answer = HttpResponse(content, content_type="application/zip")
        name = f"impression_{file.lot.order.number}_{file.lot.code}.zip"
        answer["Content-Disposition"] = content_disposition_header(True, name)
        return answer

    form, page = Form(posted_data(request)), {"step": take_step(file), "file": file}
    return form_page(request, "printing/take.html", form, act, **page)


def _withdrawn(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    move = actions.withdraw, PrintFileState.WITHDRAWN
    return _decided(request, public_id, withdraw_step, *move, "Fichier annulé.")


def _decided(
    request: ProgrammeRequest,
    public_id: UUID,
    step_of: Callable[[PrintFile], Step],
    move: Callable[..., PrintFile],
    to: PrintFileState,
    said: str,
) -> HttpResponse:
    """The page of a decision on a file, which moves it to a state."""
    file = _file(request, public_id)
    if not _is_open(file, to):
        return settled_page(request, settled(file))

    def act() -> HttpResponse:
        move(file, by=author_of(request))
        return done(request, said, "printing:lot", file.lot.public_id)

    form = Form(posted_data(request))
    return form_page(request, "layout/step.html", form, act, step=step_of(file))


def _is_open(file: PrintFile, to: PrintFileState) -> bool:
    return to in PRINT_FILE_MOVES[PrintFileState(file.state)]


def _lot(request: ProgrammeRequest, public_id: UUID) -> Lot:
    orders = Order.objects.visible_to(request.user).filter(programme=request.programme)
    seen = Lot.objects.filter(order__in=orders).select_related("order__supplier")
    return get_object_or_404(seen, public_id=public_id)


def _file(request: ProgrammeRequest, public_id: UUID) -> PrintFile:
    seen = PrintFile.objects.visible_to(request.user).filter(lot__programme=request.programme)
    related = seen.select_related("lot__order", "proposed_by", "confirmed_by")
    return get_object_or_404(related, public_id=public_id)
