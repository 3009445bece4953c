"""The pages that send carnets, count them, declare them lost and correct the ledger."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.formats import count
from common.forms import Form
from common.lists import table_page
from distribution import rules
from distribution.actions import ledger
from distribution.enums import ShipmentState
from distribution.models import Depot, Shipment, StockLine
from movements import actions, documents, pages
from movements.forms import (
    CancelForm,
    ConfirmSendForm,
    LossForm,
    ReceiveForm,
    ReceivePartForm,
    ReversalForm,
    SendForm,
    SettleForm,
)
from movements.readings import ranges_on_the_way, ranges_sent
from programmes.http import ProgrammeRequest

STEP = "layout/step.html"
LOST = "carnet perdu ou volé|carnets perdus ou volés"
Given = dict[str, Any]


@needs(Permission.STOCK_READ)
def shipments(request: ProgrammeRequest) -> HttpResponse:
    """The carnets sent from a store to another."""
    seen = pages.visible_shipments(request.user, request.programme)
    return table_page(request, "movements/shipments.html", pages.shipments_page(seen))


@needs(Permission.STOCK_READ)
def shipment(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One shipment: its carnets, and what became of them."""
    seen = pages.visible_shipments(request.user, request.programme)
    found = get_object_or_404(seen, public_id=public_id)
    return render(request, "movements/shipment.html", pages.shipment_page(found, request.user))


@needs(Permission.STOCK_READ)
def note(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The note that travels with a shipment, as a PDF."""
    seen = pages.visible_shipments(request.user, request.programme)
    found = get_object_or_404(seen.select_related("programme__authority"), public_id=public_id)
    answer = HttpResponse(documents.note_pdf(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="bordereau-envoi_{found.number}.pdf"'
    return answer


@needs(Permission.STOCK_MOVE, "GET", "POST")
def send(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Choose carnets and where they go, read it again, then send them."""
    kept = Depot.objects.kept_by(request.user).filter(programme=request.programme)
    depot = get_object_or_404(kept.select_related("programme"), public_id=public_id)
    asked = SendForm(request.GET or None, depot=depot, on=clock.today())
    if not asked.is_valid():
        page = pages.send_page(depot, clock.today())
        return render(request, "movements/send.html", {"form": asked, **page})
    if asked.cleaned_data["carnets"]:
        return redirect(f"{request.path}?{asked.address}")
    destination, ranges = asked.cleaned_data["destination"], asked.cleaned_data["numbers"]
    form = ConfirmSendForm(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        by, facts = author_of(request), form.cleaned_data
        sent = actions.send(depot, destination, ranges=ranges, **facts, by=by)
        said = f"{sent} parti\u00a0: {count(rules.size(ranges), 'carnet')} pour {destination}."
        return done(request, said, "movements:shipment", sent.public_id)

    check = pages.send_check(depot, destination, ranges, clock.today())
    return form_page(request, "movements/confirm_send.html", form, act, depot=depot, check=check)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def receive(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Receive all the carnets of a shipment."""

    def act(sent: Shipment, given: Given) -> str:
        received = ranges_sent(sent)
        actions.receive(sent, ranges=received, **given, by=author_of(request))
        return f"{count(rules.size(received), 'carnet reçu')} dans le dépôt {sent.destination}."

    sent = _shipment(request, public_id, "destination")
    form, template = ReceiveForm(posted_data(request), initial=_today()), "movements/receive.html"
    return _acted(request, sent, form, pages.receive_step, act, template=template)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def receive_part(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Receive some carnets of a shipment, or none, and say why."""

    def act(sent: Shipment, given: Given) -> str:
        received = given.pop("numbers")
        actions.receive(sent, ranges=received, **given, by=author_of(request))
        sent_carnets = rules.size(ranges_sent(sent))
        return f"{count(rules.size(received), 'carnet reçu')} sur {sent_carnets}. {sent}."

    sent = _shipment(request, public_id, "destination")
    form = ReceivePartForm(posted_data(request), initial=_today())
    return _acted(request, sent, form, pages.receive_part_step, act)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def settle(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Say what became of carnets that were not received."""

    def act(sent: Shipment, given: Given) -> str:
        ranges, is_lost = given.pop("numbers"), given.pop("became") == "lost"
        actions.settle(sent, ranges=ranges, is_lost=is_lost, **given, by=author_of(request))
        became = LOST if is_lost else "carnet revenu"
        return f"{count(rules.size(ranges), became)}. {sent}."

    sent = _shipment(request, public_id, "source")
    initial = {**_today(), "numbers": ranges_on_the_way(sent)}
    form = SettleForm(posted_data(request), initial=initial)
    return _acted(request, sent, form, pages.settle_step, act, of=ShipmentState.TO_SETTLE)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def cancel(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back a shipment that nobody counted yet."""

    def act(sent: Shipment, given: Given) -> str:
        actions.cancel(sent, **given, by=author_of(request))
        return f"{sent} annulé. Ses carnets sont de retour dans le dépôt {sent.source}."

    sent = _shipment(request, public_id, "source")
    form = CancelForm(posted_data(request), initial=_today())
    return _acted(request, sent, form, pages.cancel_step, act)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def declare_lost(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Say that carnets of a store are lost, stolen or damaged."""
    stores = Depot.objects.answered_for_by(request.user).filter(programme=request.programme)
    depot = get_object_or_404(stores.select_related("programme"), public_id=public_id)
    asked = {"numbers": request.GET.get("carnets", "")}
    form = LossForm(posted_data(request), initial=_today() | asked)

    def act() -> HttpResponse:
        given = dict(form.cleaned_data)
        ranges = given.pop("numbers")
        actions.declare_lost(depot, ranges=ranges, **given, by=author_of(request))
        said = f"{count(rules.size(ranges), LOST)}, dépôt {depot}."
        return done(request, said, "distribution:depot", depot.public_id)

    return form_page(request, STEP, form, act, step=pages.loss_step(depot))


@needs(Permission.STOCK_CORRECT, "GET", "POST")
def reverse(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Correct a line of the ledger by the opposite line."""
    seen = StockLine.objects.visible_to(request.user).filter(programme=request.programme)
    ends = seen.select_related("source", "destination", "reversed_by")
    line = get_object_or_404(ends, public_id=public_id)
    if (settled := pages.reversal_settled(line)) is not None:
        return settled_page(request, settled)
    form = ReversalForm(posted_data(request), initial=_today())

    def act() -> HttpResponse:
        ledger.reverse(line, **form.cleaned_data, by=author_of(request))
        said = f"Mouvement contre-passé\u00a0: {count(line.carnets, 'carnet')} de retour."
        return done(request, said, "distribution:depot", line.source.public_id)

    return form_page(request, STEP, form, act, step=pages.reversal_step(line))


def _today() -> Given:
    return {"on": clock.today()}


def _shipment(request: ProgrammeRequest, public_id: UUID, end: str) -> Shipment:
    """A shipment of which the user keeps the store at one end."""
    kept = {f"{end}__in": Depot.objects.kept_by(request.user)}
    seen = pages.visible_shipments(request.user, request.programme).filter(**kept)
    return get_object_or_404(seen, public_id=public_id)


def _acted(
    request: ProgrammeRequest,
    sent: Shipment,
    form: Form,
    step_of: Callable[[Shipment], Step],
    act: Callable[[Shipment, Given], str],
    *,
    of: ShipmentState = ShipmentState.SENT,
    template: str = STEP,
) -> HttpResponse:
    """The page of an act on a shipment, open in one state of it: `act` does it and says so."""
    step = step_of(sent)
    if sent.state != of:
        return settled_page(request, pages.settled(step.heading, sent))

    def answer() -> HttpResponse:
        said = act(sent, dict(form.cleaned_data))
        return done(request, said, "movements:shipment", sent.public_id)

    return form_page(request, template, form, answer, step=step, shipment=sent)
