"""Celery tasks: forget the wrong codes that make nobody wait any more."""

from celery import shared_task

from common import clock
from mediation.actions import wrong_codes


@shared_task
def forget_past_day() -> None:
    """Delete the wrong codes that were kept to count them: they tell of who typed them."""
    wrong_codes.forget_past(real_at=clock.real_now())
