"""Celery tasks: write the letters that wait."""

from celery import shared_task

from accounts.actions import letters
from accounts.models import Letter
from common import clock


@shared_task
def write_letters() -> None:
    """Start a task for each letter that waits, after those of a past day are forgotten."""
    letters.forget_past(real_now=clock.real_now())
    for key in Letter.objects.waiting().values_list("pk", flat=True):
        write_letter.delay(letter_id=key)


@shared_task
def write_letter(*, letter_id: int) -> None:
    """Write one letter; one whose sending fails waits for the next time."""
    letters.write(letter_id, real_now=clock.real_now())
