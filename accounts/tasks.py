"""Celery tasks: write the letters that wait, forget who asked and who failed on a past day."""

from celery import shared_task

from accounts.actions import letters
from accounts.models import Letter
from accounts.session_store import SessionStore
from accounts.sign_in_limits import forget_past
from common import clock


@shared_task
def write_letters() -> None:
    """Start a task for each letter that waits."""
    for key in Letter.objects.waiting().values_list("pk", flat=True):
        write_letter.delay(letter_id=key)


@shared_task
def write_letter(*, letter_id: int) -> None:
    """Write one letter; one whose sending fails waits for the next time."""
    letters.write(letter_id, real_now=clock.real_now())


@shared_task
def forget_past_day() -> None:
    """Delete what was kept to count letters and wrong passwords, and sessions that are over."""
    letters.forget_past(real_now=clock.real_now())
    forget_past()
    SessionStore.clear_expired()
