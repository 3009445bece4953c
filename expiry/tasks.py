"""Celery tasks: reach the milestones whose day has come, one order at a time."""

from celery import shared_task

from audit.actors import SYSTEM
from common import clock
from common.formats import legal_day
from distribution.models import Order
from expiry.actions import milestones
from expiry.querysets import orders_in_service
from expiry.readings import due_milestones
from programmes.models import Programme


@shared_task
def sweep() -> None:
    """Start a task for each order that has a milestone to reach, by the days of its programme."""
    now = clock.now()
    for programme in Programme.objects.order_by("pk"):
        with programme.local_time():
            today = legal_day(now)
        for order in orders_in_service(programme, today).prefetch_related("milestones"):
            known = {one.kind for one in order.milestones.all() if one.ends_on == order.last_day}
            if due_milestones(order, today).keys() - known:
                reach.delay(order_id=order.pk)


@shared_task
def reach(*, order_id: int) -> None:
    """Reach the milestones of one order: called twice, late or by two workers, each once."""
    now = clock.now()
    order = Order.objects.select_related("programme").get(pk=order_id)
    with order.programme.local_time():
        on = legal_day(now)
        milestones.reach_due(order, on=on, real_now=clock.real_now(), by=SYSTEM.at(now))
