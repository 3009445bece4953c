"""The stock by depot, and the account of a depot."""

import datetime as dt
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.models import Organisation
from audit.journal import last_change
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.forms import Form
from common.lists import table_page
from common.parsing import Unreadable, parse_day
from distribution.actions import depots
from distribution.enums import DepotKind
from distribution.forms import OpenDepotForm, RenameDepotForm
from distribution.models import Depot
from distribution.pages.depot_acts import (
    close_settled,
    close_step,
    open_again_step,
    opened_settled,
    rename_step,
)
from distribution.pages.depots import depot_page, stock_page
from programmes.http import ProgrammeRequest

STEP = "layout/step.html"


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """What is in stock, by the ledger, and what moved over a period."""
    start, end = _period(request)
    page = stock_page(request.user, request.programme, start, end, on=clock.today())
    return table_page(request, "distribution/stock.html", page)


@needs(Permission.STOCK_READ)
def depot(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The account of one depot over a period, and its carnets."""
    seen = Depot.objects.visible_to(request.user).filter(programme=request.programme)
    found = get_object_or_404(seen.select_related("organisation", "parent"), public_id=public_id)
    start, end = _period(request)
    page = depot_page(found, request.user, start, end, on=clock.today())
    return table_page(request, "distribution/depot.html", page)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def open_depot(request: ProgrammeRequest) -> HttpResponse:
    """Open a store, held by an organisation."""
    form = OpenDepotForm(posted_data(request), programme=request.programme)

    def record(named: list[Organisation]) -> Depot:
        facts = {"name": form.cleaned_data["name"], "kind": DepotKind(form.cleaned_data["kind"])}
        by = author_of(request)
        return depots.open_depot(request.programme, organisation=named[0], **facts, by=by)

    def act() -> HttpResponse:
        answers = [form.organisation_answer]
        found = organisations.act_with(answers, record, by=author_of(request))
        return done(request, f"Dépôt ouvert\u00a0: {found}.", "distribution:depot", found.public_id)

    return form_page(request, "distribution/open_depot.html", form, act)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def rename(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Give a store another name."""
    found = _store(request, public_id)
    form = RenameDepotForm(
        posted_data(request),
        initial={"name": found.name},
        changed_by=partial(last_change, found, "depot.renamed"),
    )

    def act() -> HttpResponse:
        named = depots.rename(found, **form.cleaned_data, by=author_of(request))
        return done(request, f"Dépôt renommé\u00a0: {named}.", "distribution:depot", public_id)

    return form_page(request, STEP, form, act, step=rename_step(found))


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def close(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Close an empty store; of one that is not, say what it still holds."""
    found, today = _store(request, public_id), clock.today()
    if (settled := close_settled(found)) is not None:
        return settled_page(request, settled)

    def act() -> HttpResponse:
        depots.close(found, on=today, by=author_of(request))
        return done(request, f"Dépôt fermé\u00a0: {found}.", "distribution:depot", public_id)

    return form_page(request, STEP, Form(posted_data(request)), act, step=close_step(found, today))


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def open_again(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Open again a store that was closed."""
    found = _store(request, public_id)
    if found.closed_on is None:
        return settled_page(request, opened_settled(found))

    def act() -> HttpResponse:
        depots.open_again(found, by=author_of(request))
        return done(request, f"Dépôt rouvert\u00a0: {found}.", "distribution:depot", public_id)

    step = open_again_step(found)
    return form_page(request, STEP, Form(posted_data(request)), act, step=step)


def _store(request: ProgrammeRequest, public_id: UUID) -> Depot:
    seen = Depot.objects.visible_to(request.user).stores().filter(programme=request.programme)
    return get_object_or_404(seen.select_related("programme"), public_id=public_id)


def _period(request: ProgrammeRequest) -> tuple[dt.date, dt.date]:
    """The days of the address; else from the first of January to today."""
    today = clock.today()
    start = _day(request.GET.get("du", "")) or today.replace(month=1, day=1)
    end = _day(request.GET.get("au", "")) or today
    return min(start, end), max(start, end)


def _day(text: str) -> dt.date | None:
    try:
        return parse_day(text)
    except Unreadable:
        return None
