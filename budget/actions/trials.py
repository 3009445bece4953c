"""What an act would leave, known by doing it and taking it back."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

Row = TypeVar("Row")


@transaction.atomic
def told(act: Callable[[], Row], say: Callable[[Row], str]) -> str:
    """What is said of an act that is then taken back; refuses what the act does."""
    said = say(act())
    transaction.set_rollback(True)
    return said
