"""The tree of depots, and the page that attaches one to another."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data
from common.lists import table_page
from distribution.models import Depot
from programmes.http import ProgrammeRequest
from regies.actions import depots
from regies.forms import AttachForm
from regies.pages.depots import attach_step, tree_page


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The depots, from the comptable down, with what each holds."""
    page = tree_page(request.user, request.programme, clock.today())
    return table_page(request, "regies/tree.html", page)


@needs(Permission.DEPOT_OPEN, "GET", "POST")
def attach(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Say on which depot another depends."""
    seen = Depot.objects.visible_to(request.user).stores().filter(programme=request.programme)
    found = get_object_or_404(seen.select_related("programme", "parent"), public_id=public_id)
    parent = found.parent.public_id if found.parent else None
    form = AttachForm(posted_data(request), depot=found, initial={"parent": parent})

    def act() -> HttpResponse:
        made = depots.attach(found, **form.cleaned_data, by=author_of(request))
        said = f"{made} dépend de {made.parent}." if made.parent else f"{made} n’a rien au-dessus."
        return done(request, said, "regies:tree")

    return form_page(request, "layout/step.html", form, act, step=attach_step(found))
