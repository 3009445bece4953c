"""The page that puts a delivered lot in service."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import actor_of, needs
from common import clock
from common.errors import Refusal
from common.formats import count
from common.http import add_refusal
from distribution.actions import lots
from distribution.enums import LotState
from distribution.forms.lots import ActivateForm
from distribution.models import Lot, Order
from programmes.http import ProgrammeRequest


@needs(Permission.LOT_ACTIVATE, "GET", "POST")
def activate(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record the mandat of a delivered lot: its passes may be handed out from then on."""
    orders = Order.objects.visible_to(request.user).filter(programme=request.programme)
    waiting = Lot.objects.filter(order__in=orders, state=LotState.DELIVERED)
    lot = get_object_or_404(waiting.select_related("order"), public_id=public_id)
    form = ActivateForm(request.POST or None, initial={"on": clock.today()})
    if form.is_valid():
        try:
            lots.activate(lot, **form.cleaned_data, by=actor_of(request), at=clock.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            passes = count(lot.passes_count, "pass")
            messages.success(request, f"{passes} en service, lot {lot.code}.")
            return redirect("distribution:order", lot.order.public_id)
    return render(request, "distribution/activate.html", {"lot": lot, "form": form})
