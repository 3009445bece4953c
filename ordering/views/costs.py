"""The page that commits a cost of an order."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import done, form_page, posted_data
from common.formats import euros
from distribution.models import Order
from ordering.actions import costs
from ordering.forms.costs import CostForm
from ordering.readings import face_value
from programmes.http import ProgrammeRequest


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def add(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Commit on a budget line what an order costs."""
    orders = Order.objects.visible_to(request.user).filter(programme=request.programme)
    order = get_object_or_404(orders.select_related("programme"), public_id=public_id)
    form = CostForm(
        posted_data(request),
        programme=request.programme,
        value=face_value(order),
        initial={"on": clock.today()},
    )

    def act() -> HttpResponse:
        cost = costs.add(order, **form.cleaned_data, by=author_of(request))
        left = euros(cost.commitment.line.balance)
        said = f"{euros(cost.with_tax)} engagés\u00a0: {cost}. Il reste {left} sur la ligne."
        return done(request, said, "ordering:order", public_id)

    return form_page(request, "ordering/add_cost.html", form, act, order=order)
