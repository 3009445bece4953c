"""The list of blocked carnets, and the pages that block one and lift the block."""

from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.lists import list_response, listing
from distribution.enums import PassState
from distribution.models import HandOut
from incidents import actions
from incidents.filters import BlockFilters
from incidents.forms import BlockForm, FindCarnetForm, LiftForm
from incidents.models import Block
from incidents.pages import block_page, block_step, blocked_already, lift_step, lifted_already
from incidents.querysets import BlockQuerySet
from incidents.tables import BlockTable
from programmes.http import ProgrammeRequest

STEP = "layout/step.html"


@needs(Permission.CARNET_BLOCK)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The carnets that are blocked, and those that were."""
    spendable = Q(carnet__passes__state=PassState.AS_CARNET)
    rows = _blocks(request).annotate(left=Count("carnet__passes", filter=spendable))
    filters = BlockFilters(request.GET, rows)
    listed = listing(request, BlockTable(filters.qs), filters)
    page = {"open": _blocks(request).open().count(), "today": clock.today()}
    return list_response(request, listed, "incidents/blocks.html", name="carnets_bloques", **page)


@needs(Permission.CARNET_BLOCK, "GET", "POST")
def find(request: ProgrammeRequest) -> HttpResponse:
    """Find the carnet to block; the code of a pass never stands in an address."""
    form = FindCarnetForm(posted_data(request), programme=request.programme, user=request.user)

    def act() -> HttpResponse:
        carnet = form.cleaned_data["carnet"]
        return redirect("incidents:block-carnet", carnet.hand_out.public_id, carnet.number)

    return form_page(request, "incidents/find.html", form, act)


@needs(Permission.CARNET_BLOCK, "GET", "POST")
def block_carnet(request: ProgrammeRequest, public_id: UUID, number: int) -> HttpResponse:
    """Block a carnet that was handed out, once what this does was read."""
    seen = HandOut.objects.visible_to(request.user).filter(programme=request.programme)
    given = get_object_or_404(seen, public_id=public_id)
    held = given.carnets.select_related("hand_out__depot", "programme")
    carnet = get_object_or_404(held, number=number)
    if (known := carnet.blocks.open().first()) is not None:
        return settled_page(request, blocked_already(known))
    form = BlockForm(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        made = actions.block(carnet, **form.cleaned_data, by=author_of(request))
        return done(request, f"{carnet} bloqué.", "incidents:block", made.public_id)

    return form_page(request, STEP, form, act, step=block_step(carnet))


@needs(Permission.CARNET_BLOCK)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One block: why, since when, and what is left on the carnet."""
    found = get_object_or_404(_blocks(request), public_id=public_id)
    return render(request, "incidents/block.html", block_page(found, request.user))


@needs(Permission.CARNET_BLOCK, "GET", "POST")
def lift(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Lift a block: the carnet is found."""
    found = get_object_or_404(_blocks(request), public_id=public_id)
    if found.lifted_at is not None:
        return settled_page(request, lifted_already(found))
    form = LiftForm(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        actions.lift(found, **form.cleaned_data, by=author_of(request))
        passes = block_page(found, request.user)["said"]
        return done(request, f"{found.carnet} débloqué\u00a0: {passes}", "incidents:blocks")

    return form_page(request, STEP, form, act, step=lift_step(found))


def _blocks(request: ProgrammeRequest) -> BlockQuerySet:
    seen = Block.objects.visible_to(request.user).filter(carnet__programme=request.programme)
    return seen.select_related("carnet__hand_out__depot", "carnet__programme")
