"""Due days in the background: the scheduler's tick, one convention's plan, one person's letter."""

from celery import shared_task

from audit.actors import SYSTEM
from common import clock
from conventions.models import Convention
from deadlines import emails
from deadlines.actions import occurrences, reminders
from programmes.models import Programme


@shared_task
def remind() -> None:
    """Write the reminders that are due, then ring for all that waits, abandoned work included."""
    now = clock.now()
    today = clock.legal_day(now)
    for programme in Programme.objects.order_by("pk"):
        reminders.create_due(programme, on=today, by=SYSTEM, at=now)
    for convention_id in Convention.objects.to_plan(today).values_list("pk", flat=True):
        plan.delay(convention_id=convention_id)
    for recipient_id in reminders.recipients(clock.real_now()):
        write_to.delay(recipient_id=recipient_id)


@shared_task
def plan(*, convention_id: int) -> None:
    """Plan the due days of one convention, once a day."""
    now = clock.now()
    today = clock.legal_day(now)
    for convention in Convention.objects.to_plan(today).filter(pk=convention_id):
        occurrences.plan(convention, on=today, by=SYSTEM, at=now)


@shared_task
def write_to(*, recipient_id: int) -> None:
    """Send one person one letter with all that waits for them.

    A worker that dies before the letter leaves gives its reminders back when its lease runs out.
    """
    taken = reminders.take(recipient_id, real_now=clock.real_now())
    if not taken:
        return
    now = clock.now()
    emails.reminder_email(taken, on=clock.legal_day(now)).send()
    reminders.mark_sent(taken, by=SYSTEM, at=now)
