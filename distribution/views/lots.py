"""The pages that put a delivered lot in service: one person proposes, another confirms."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.formats import count
from common.forms import Form
from distribution.actions import lots
from distribution.enums import LotState
from distribution.forms import DecideLotForm, DeclineLotForm, ProposeLotForm
from distribution.models import Lot, Order
from distribution.pages.lots import confirm_step, decline_step, settled
from programmes.http import ProgrammeRequest


@needs(Permission.LOT_PROPOSE, "GET", "POST")
def propose(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Say which mandat pays a delivered lot: another person confirms it."""
    lot = _lot(request, public_id)
    if lot.state != LotState.DELIVERED:
        return settled_page(request, settled("Proposer la mise en service", lot))
    form = ProposeLotForm(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        lots.propose(lot, **form.cleaned_data, by=author_of(request))
        said = f"Mise en service du lot {lot.code} proposée. Une autre personne la confirme."
        return done(request, said, "ordering:order", lot.order.public_id)

    return form_page(request, "distribution/propose_lot.html", form, act, lot=lot)


@needs(Permission.LOT_ACTIVATE, "GET", "POST")
def activate(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm the mandat of a lot: its passes may be handed out from then on."""

    def act(lot: Lot, form: Form) -> str:
        lots.activate(lot, **form.cleaned_data, by=author_of(request))
        return f"{count(lot.passes_count, 'pass')} en service, lot {lot.code}."

    return _decided(request, public_id, DecideLotForm, confirm_step, act)


@needs(Permission.LOT_ACTIVATE, "GET", "POST")
def decline(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Do not confirm the mandat of a lot."""
    return _declined(request, public_id)


@needs(Permission.LOT_PROPOSE, "GET", "POST")
def withdraw(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back what was proposed, to propose another mandat."""
    return _declined(request, public_id)


def _declined(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    def act(lot: Lot, form: Form) -> str:
        lots.decline(lot, **form.cleaned_data, by=author_of(request))
        return f"Le lot {lot.code} attend de nouveau son mandat."

    return _decided(request, public_id, DeclineLotForm, decline_step, act)


def _decided(
    request: ProgrammeRequest,
    public_id: UUID,
    form_of: type[DecideLotForm],
    step_of: Callable[[Lot], Step],
    act: Callable[[Lot, Form], str],
) -> HttpResponse:
    """The page of a decision on a lot that waits for one."""
    lot = _lot(request, public_id)
    step = step_of(lot)
    if lot.state != LotState.PROPOSED:
        return settled_page(request, settled(step.heading, lot))
    read = {"read": lot.proposed_at and lot.proposed_at.isoformat()}
    form = form_of(posted_data(request), initial=read)

    def decide() -> HttpResponse:
        return done(request, act(lot, form), "ordering:order", lot.order.public_id)

    return form_page(request, "layout/step.html", form, decide, step=step)


def _lot(request: ProgrammeRequest, public_id: UUID) -> Lot:
    orders = Order.objects.visible_to(request.user).filter(programme=request.programme)
    seen = Lot.objects.filter(order__in=orders).select_related("order", "proposed_by")
    return get_object_or_404(seen, public_id=public_id)
