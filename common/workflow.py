"""State machines as data: a table of allowed moves, and one refusal."""

from collections.abc import Mapping, Set
from typing import TypeVar

from django.db.models import TextChoices

from common.errors import Refusal


class MoveRefused(Refusal):
    """The object is not in a state that allows this."""

    code = "move_refused"


S = TypeVar("S", bound=TextChoices)


def check_move(moves: Mapping[S, Set[S]], source: S, target: S) -> None:
    """Refuse a move that the table does not list."""
    if target not in moves[source]:
        raise MoveRefused(
            f"Impossible de passer de l’état « {source.label} » à l’état « {target.label} »."
        )
