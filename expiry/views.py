"""The list of orders that come to their end, the guided page of one, and its acts."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import Settled, done, form_page, posted_data, settled_page
from common.formats import day, euros
from common.lists import list_response, listing
from distribution.models import Depot
from expiry import documents, pages, readings
from expiry.actions import extensions, milestones, statements
from expiry.enums import ExtensionState, Phase
from expiry.filters import EndingFilters
from expiry.forms import (
    AnswerForm,
    ConfirmForm,
    CreditForm,
    EstablishForm,
    ExtendForm,
    RefuseForm,
)
from expiry.models import Extension, Statement
from expiry.querysets import (
    stores_of,
    visible_orders,
    visible_statements,
    with_last_counts,
)
from expiry.tables import EndingTable
from programmes.http import ProgrammeRequest

STEP = "layout/step.html"


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The orders in service, the first that ends first."""
    today = clock.today()
    rows = with_last_counts(visible_orders(request.user, request.programme, today), today)
    filters = EndingFilters(request.GET, rows)
    listed = listing(request, EndingTable(filters.qs, on=today), filters)
    said = pages.first_ending(rows, today)
    return list_response(request, listed, "expiry/orders.html", name="fins_de_validite", said=said)


@needs(Permission.STOCK_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One order: its days, its counts, what is to do now and by whom."""
    order = _order(request, public_id)
    page = pages.order_page(order, request.user, clock.today())
    return render(request, "expiry/order.html", page)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def answer(request: ProgrammeRequest, public_id: UUID, depot_id: UUID) -> HttpResponse:
    """Say what a store holds, of the last milestone or of the statement."""
    order, today = _order(request, public_id), clock.today()
    kept = stores_of(order).filter(pk__in=Depot.objects.kept_by(request.user))
    depot = get_object_or_404(kept, public_id=depot_id)
    asked, form = readings.asked_of_stores(order, today), AnswerForm(posted_data(request))
    if asked is None or asked.answers.filter(depot=depot).exists():
        said = f"{depot} a déjà répondu, ou rien n’est demandé aux dépôts aujourd’hui."
        return settled_page(request, pages.settled("Répondre", order, said))

    def act() -> HttpResponse:
        by = author_of(request)
        milestones.answer(order, depot, **form.cleaned_data, on=today, by=by)
        return done(request, f"Réponse enregistrée, {depot}.", "expiry:order", public_id)

    is_statement = isinstance(asked, Statement)
    expected = readings.expected_in(depot, asked)
    step = pages.answer_step(order, depot, expected, is_statement=is_statement)
    return form_page(request, STEP, form, act, step=step)


@needs(Permission.STOCK_CORRECT, "GET", "POST")
def establish(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Strike off what is left of an order, and state it."""
    order, today = _order(request, public_id), clock.today()
    if (phase := readings.phase_of(order, today)) != Phase.TO_STRIKE_OFF:
        said = f"Rien à sortir du stock\u00a0: l’état est «\u00a0{phase.label.lower()}\u00a0»."
        return settled_page(request, pages.settled("Sortir du stock", order, said))
    form = EstablishForm(posted_data(request), initial={"on": today})

    def act() -> HttpResponse:
        stated = statements.establish(order, **form.cleaned_data, by=author_of(request))
        said = f"État établi, contestable jusqu’au {day(stated.objections_until)}."
        return done(request, said, "expiry:order", public_id)

    return form_page(request, STEP, form, act, step=pages.establish_step(order, today))


@needs(Permission.STOCK_READ)
def statement(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The contradictory statement, as a PDF: the same bytes once it is no longer contested."""
    stated = _statement(request, public_id)
    name = f"etat-contradictoire_{stated.order.number}.pdf"
    return _pdf(documents.statement_pdf(stated), name)


@needs(Permission.ORDER_PLACE, "GET", "POST")
def credit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Close an order by its credit note."""
    order, today = _order(request, public_id), clock.today()
    if (phase := readings.phase_of(order, today)) != Phase.TO_CREDIT:
        said = f"Aucun avoir à émettre\u00a0: l’état est «\u00a0{phase.label.lower()}\u00a0»."
        return settled_page(request, pages.settled("Clore la commande", order, said))
    form = CreditForm(posted_data(request), initial={"on": today})

    def act() -> HttpResponse:
        note = statements.credit(order.statement, **form.cleaned_data, by=author_of(request))
        return done(request, f"Avoir de {euros(note.amount)} émis.", "expiry:order", public_id)

    return form_page(request, STEP, form, act, step=pages.credit_step(order))


@needs(Permission.STOCK_READ)
def credit_note(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The credit note, as it was frozen."""
    stated = _statement(request, public_id)
    if not hasattr(stated, "credit_note"):
        raise Http404
    return _pdf(bytes(stated.credit_note.document), f"avoir_{stated.order.number}.pdf")


@needs(Permission.LOT_PROPOSE, "GET", "POST")
def extend(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Propose a later end."""
    order, today = _order(request, public_id), clock.today()
    if readings.phase_of(order, today) in pages.AFTER_STATEMENT:
        said = "L’état contradictoire est établi\u00a0: la fin ne se repousse plus."
        return settled_page(request, pages.settled("Prolonger", order, said))
    form = ExtendForm(posted_data(request))

    def act() -> HttpResponse:
        made = extensions.propose(order, **form.cleaned_data, by=author_of(request))
        said = f"Prolongation jusqu’au {day(made.new_end)} proposée, à confirmer."
        return done(request, said, "expiry:order", public_id)

    return form_page(request, STEP, form, act, step=pages.extend_step(order))


@needs(Permission.LOT_ACTIVATE, "GET", "POST")
def confirm(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Put off the end, as another person proposed."""
    found = _extension(request, public_id)
    if (closed := _decided(found)) is not None:
        return settled_page(request, closed)
    form = ConfirmForm(posted_data(request))

    def act() -> HttpResponse:
        extensions.confirm(found, by=author_of(request))
        said = f"Utilisable jusqu’au {day(found.new_end)}."
        return done(request, said, "expiry:order", found.order.public_id)

    return form_page(request, STEP, form, act, step=pages.confirm_step(found))


@needs(Permission.LOT_ACTIVATE, "GET", "POST")
def refuse(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Leave the end as it is."""
    found = _extension(request, public_id)
    if (closed := _decided(found)) is not None:
        return settled_page(request, closed)
    form = RefuseForm(posted_data(request))

    def act() -> HttpResponse:
        extensions.refuse(found, **form.cleaned_data, by=author_of(request))
        return done(request, "Prolongation refusée.", "expiry:order", found.order.public_id)

    return form_page(request, STEP, form, act, step=pages.refuse_step(found))


def _order(request: ProgrammeRequest, public_id: UUID) -> Any:
    seen = visible_orders(request.user, request.programme, clock.today())
    return get_object_or_404(seen, public_id=public_id)


def _statement(request: ProgrammeRequest, public_id: UUID) -> Statement:
    seen = visible_statements(request.user, request.programme)
    found: Statement = get_object_or_404(seen, order__public_id=public_id)
    return found


def _extension(request: ProgrammeRequest, public_id: UUID) -> Extension:
    seen = visible_orders(request.user, request.programme, clock.today())
    rows = Extension.objects.filter(order__in=seen.values("pk"))
    return get_object_or_404(rows.select_related("order", "proposed_by"), public_id=public_id)


def _decided(extension: Extension) -> Settled | None:
    """What is said of an extension that was decided already."""
    if extension.state == ExtensionState.PROPOSED:
        return None
    said = f"Cette prolongation est {extension.get_state_display().lower()}."
    return pages.settled("Décider une prolongation", extension.order, said)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
