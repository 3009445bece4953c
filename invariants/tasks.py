"""Check each programme in the night, and what was asked for meanwhile."""

from celery import shared_task

from audit.actors import SYSTEM
from common import clock
from common.formats import legal_day, local
from invariants import actions
from invariants.models import Check
from programmes.models import Programme

NIGHT = 3  # the local hour from which a day has its check


@shared_task
def sweep() -> None:
    """Ask for the check that each programme has a night, and make those that wait.

    One that a worker left undone waits still.
    """
    now = clock.now()
    for programme in Programme.objects.order_by("pk"):
        with programme.local_time():
            if local(now).hour >= NIGHT and not Check.objects.asked_on(programme, legal_day(now)):
                actions.ask(programme, by=SYSTEM.at(now))
    for check_id in Check.objects.waiting().values_list("pk", flat=True):
        make.delay(check_id=check_id)


@shared_task
def make(*, check_id: int) -> None:
    """Make one check. Called twice, or by two workers, it is made once."""
    actions.make(check_id, at=clock.now())
