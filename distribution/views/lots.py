"""The page that puts a delivered lot in service."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.formats import count
from distribution.actions import lots
from distribution.enums import LotState
from distribution.forms import ActivateForm
from distribution.models import Lot, Order
from distribution.pages.lots import settled
from programmes.http import ProgrammeRequest


@needs(Permission.LOT_ACTIVATE, "GET", "POST")
def activate(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record the mandat of a delivered lot: its passes may be handed out from then on."""
    orders = Order.objects.visible_to(request.user).filter(programme=request.programme)
    lots_of_orders = Lot.objects.filter(order__in=orders).select_related("order")
    lot = get_object_or_404(lots_of_orders, public_id=public_id)
    if lot.state != LotState.DELIVERED:
        return settled_page(request, settled(lot))
    form = ActivateForm(posted_data(request), initial={"on": clock.today()})

    def act() -> HttpResponse:
        lots.activate(lot, **form.cleaned_data, by=author_of(request))
        said = f"{count(lot.passes_count, 'pass')} en service, lot {lot.code}."
        return done(request, said, "distribution:order", lot.order.public_id)

    return form_page(request, "distribution/activate.html", form, act, lot=lot)
