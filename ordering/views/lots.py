"""The page that receives a lot from its supplier."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.formats import count
from common.sort_key import in_reading_order
from distribution.actions import lots
from distribution.enums import LotState
from distribution.models import Depot, Lot, Order
from distribution.pages.lots import settled
from distribution.rules import range_in_words
from ordering.forms.lots import DeliverLotForm
from ordering.pages.lots import without_store
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_MOVE, "GET", "POST")
def deliver(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Receive a whole lot from its supplier, in a store that the user keeps."""
    lot = _lot(request, public_id)
    if lot.state != LotState.ORDERED:
        return settled_page(request, settled("Réceptionner le lot", lot))
    kept = Depot.objects.kept_by(request.user).open().filter(programme=request.programme)
    if not kept.exists():
        return settled_page(request, without_store(lot))
    depots, today = in_reading_order(kept, "name", "pk"), {"on": clock.today()}
    form = DeliverLotForm(posted_data(request), depots=depots, initial=today)

    def act() -> HttpResponse:
        lots.deliver(lot, **form.cleaned_data, by=author_of(request))
        received = count(lot.carnets_count, "carnet")
        said = f"Lot {lot.code} reçu\u00a0: {received} en stock, à mettre en service."
        return done(request, said, "ordering:order", lot.order.public_id)

    page = {"lot": lot, "numbers": range_in_words(lot.first_carnet, lot.last_carnet)}
    return form_page(request, "ordering/deliver_lot.html", form, act, **page)


def _lot(request: ProgrammeRequest, public_id: UUID) -> Lot:
    orders = Order.objects.visible_to(request.user).filter(programme=request.programme)
    seen = Lot.objects.filter(order__in=orders).select_related("order", "proposed_by")
    return get_object_or_404(seen, public_id=public_id)
