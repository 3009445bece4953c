"""Celery tasks: sweep what is due, plan the occurrences of a convention, send reminders."""

from celery import shared_task

from audit.actors import SYSTEM
from common import clock
from common.formats import legal_day
from conventions.models import Convention
from deadlines import emails
from deadlines.actions import occurrences, reminders
from programmes.models import Programme


@shared_task
def remind() -> None:
    """Write the reminders that are due, then start a task for each convention and each recipient.

    What an earlier task left undone is started again.
    """
    now = clock.now()
    for programme in Programme.objects.order_by("pk"):
        with programme.local_time():
            today = legal_day(now)
            reminders.create_due(programme, on=today, by=SYSTEM.at(now))
        unplanned = Convention.objects.to_plan(today).filter(programme=programme)
        for convention_id in unplanned.values_list("pk", flat=True):
            plan.delay(convention_id=convention_id)
    for recipient_id in reminders.waiting_recipients(clock.real_now()):
        send_reminders.delay(recipient_id=recipient_id)


@shared_task
def plan(*, convention_id: int) -> None:
    """Plan the occurrences of one convention, once a day."""
    now = clock.now()
    with Programme.objects.get(conventions=convention_id).local_time():
        today = legal_day(now)
        for convention in Convention.objects.to_plan(today).filter(pk=convention_id):
            occurrences.plan(convention, on=today, by=SYSTEM.at(now))


@shared_task(name="deadlines.tasks.write_to")
def send_reminders(*, recipient_id: int) -> None:
    """Send one person one e-mail with all the reminders that wait for them.

    When a worker dies before sending, its lease runs out and another worker sends the e-mail.
    """
    leased = reminders.lease(recipient_id, real_now=clock.real_now())
    if not leased:
        return
    now = clock.now()
    emails.reminder_email(leased, at=now).send()
    reminders.mark_sent(leased, by=SYSTEM.at(now))
