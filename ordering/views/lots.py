"""The pages of the steps of a lot until it is received, and of its end."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.formats import count
from common.sort_key import in_reading_order
from distribution.enums import LOT_MOVES, LotState
from distribution.models import Depot, Lot, Order
from distribution.pages.lots import settled
from distribution.rules import range_in_words, size
from ordering.actions import lots
from ordering.enums import REACHED, REASONED, StepKind
from ordering.forms.lots import DeliverLotForm, ReasonedStepForm, StepForm
from ordering.pages.lots import TO_DELIVER, follow_step, without_store
from programmes.http import ProgrammeRequest


@needs(Permission.ORDER_PLACE, "GET", "POST")
def receive_proof(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The printer sends the proof (bon à tirer) of a lot."""
    return _followed(request, public_id, StepKind.PROOF)


@needs(Permission.PROOF_APPROVE, "GET", "POST")
def approve_proof(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Another person agrees to the proof."""
    return _followed(request, public_id, StepKind.APPROVED)


@needs(Permission.PROOF_APPROVE, "GET", "POST")
def refuse_proof(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Another person refuses the proof, and says why."""
    return _followed(request, public_id, StepKind.REFUSED)


@needs(Permission.ORDER_PLACE, "GET", "POST")
def start_production(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    return _followed(request, public_id, StepKind.PRODUCTION)


@needs(Permission.ORDER_PLACE, "GET", "POST")
def announce_dispatch(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    return _followed(request, public_id, StepKind.DISPATCHED)


@needs(Permission.ORDER_PLACE, "GET", "POST")
def cancel(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A lot that is not in production is not wanted any more."""
    return _followed(request, public_id, StepKind.CANCELLED)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def deliver(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Receive a lot from its supplier, in a store that the user keeps, and say what it lacks."""
    lot = _lot(request, public_id)
    if lot.state not in TO_DELIVER:
        return settled_page(request, settled("Réceptionner le lot", lot))
    kept = Depot.objects.kept_by(request.user).open().filter(programme=request.programme)
    if not kept.exists():
        return settled_page(request, without_store(lot))
    depots, today = in_reading_order(kept, "name", "pk"), {"on": clock.today()}
    form = DeliverLotForm(posted_data(request), depots=depots, initial=today)

    def act() -> HttpResponse:
        lots.receive(lot, **form.cleaned_data, by=author_of(request))
        received = count(lot.carnets_count - size(form.cleaned_data["missing"]), "carnet")
        said = f"Lot {lot.code} reçu\u00a0: {received} en stock, à mettre en service."
        return done(request, said, "ordering:order", lot.order.public_id)

    page = {"lot": lot, "numbers": range_in_words(lot.first_carnet, lot.last_carnet)}
    return form_page(request, "ordering/deliver_lot.html", form, act, **page)


def _followed(request: ProgrammeRequest, public_id: UUID, kind: StepKind) -> HttpResponse:
    """The page of a step of a lot."""
    lot = _lot(request, public_id)
    step = follow_step(kind, lot)
    if REACHED[kind] not in LOT_MOVES[LotState(lot.state)]:
        return settled_page(request, settled(step.heading, lot))
    form_of = ReasonedStepForm if kind in REASONED else StepForm
    form = form_of(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        given = {**form.cleaned_data, "by": author_of(request)}
        if kind == StepKind.CANCELLED:
            lots.cancel(lot, **given)
        else:
            lots.follow(lot, kind, **given)
        said = f"{kind.label}, lot {lot.code}."
        return done(request, said, "ordering:order", lot.order.public_id)

    return form_page(request, "layout/step.html", form, act, step=step)


def _lot(request: ProgrammeRequest, public_id: UUID) -> Lot:
    orders = Order.objects.visible_to(request.user).filter(programme=request.programme)
    seen = Lot.objects.filter(order__in=orders).select_related("order", "proposed_by")
    return get_object_or_404(seen, public_id=public_id)
