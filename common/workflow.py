"""Moves from state to state: checked against a table of allowed moves."""

from collections.abc import Mapping, Set
from typing import TypeVar

from django.db.models import TextChoices

from common.errors import Refusal


class MoveRefused(Refusal):
    """The state of the object does not allow this move."""


S = TypeVar("S", bound=TextChoices)


def check_move(moves: Mapping[S, Set[S]], source: S, target: S) -> None:
    """Refuse a move that the table does not list."""
    if target in moves[source]:
        return
    if source == target:
        raise MoveRefused(
            f"C’est déjà fait\u00a0: l’état est «\u00a0{source.label.lower()}\u00a0». "
            "Rien n’a été changé. Rechargez la page pour voir qui l’a fait."
        )
    raise MoveRefused(
        f"L’état «\u00a0{source.label.lower()}\u00a0» ne permet pas de passer à "
        f"«\u00a0{target.label.lower()}\u00a0». Rien n’a été changé."
    )
