"""The list of draws, the form that makes one, and its page."""

import secrets
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from common.form_pages import done, form_page, posted_data
from common.lists import (
    FILE_KINDS,
    FILE_PARAMETER,
    file_response,
    list_response,
    listing,
    sheet_of,
    table_page,
)
from programmes.http import ProgrammeRequest
from sampling import actions
from sampling.filters import DrawFilters
from sampling.forms import DrawForm
from sampling.pages import draw_page, sample_of, visible_draws, visible_stores
from sampling.tables import DrawTable

SEED_BYTES, AGAIN = 16, "refaire"


@needs(Permission.CHECK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The draws of the programme, none left out."""
    filters = DrawFilters(request.GET, visible_draws(request.user, request.programme))
    listed = listing(request, DrawTable(filters.qs), filters)
    return list_response(request, listed, "sampling/draws.html", name="tirages")


@needs(Permission.CHECK_READ, "GET", "POST")
def draw(request: ProgrammeRequest) -> HttpResponse:
    """Draw a sample."""
    stores = visible_stores(request.user, request.programme)
    form = DrawForm(posted_data(request), depots=stores)

    def act() -> HttpResponse:
        seed = secrets.token_hex(SEED_BYTES)
        made = actions.draw(request.programme, seed=seed, by=author_of(request), **form.asked)
        return done(request, f"{made} fait.", "sampling:draw", made.public_id)

    return form_page(request, "sampling/add.html", form, act)


@needs(Permission.CHECK_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A draw, its sample, and the same draw made again when the address asks."""
    found = get_object_or_404(visible_draws(request.user, request.programme), public_id=public_id)
    table, kind = sample_of(found), request.GET.get(FILE_PARAMETER)
    if kind is None:
        page = draw_page(found, again=AGAIN in request.GET)
        return table_page(request, "sampling/draw.html", {**page, "table": table})
    if kind not in FILE_KINDS:
        raise Http404
    return file_response(sheet_of(table), f"tirage_{found.number}", kind)
