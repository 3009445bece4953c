"""Refusals: the exceptions raised when a rule of the programme says no."""


class Refusal(Exception):
    """A rule said no: a stable `code` for machines, a French sentence for people.

    Each refusal is a subclass declared beside the action that raises it.
    """

    code = "refused"

    def __init__(self, sentence: str, *, field: str = "", part: str = "") -> None:
        """`field` is the argument at fault, `part` one of its parts (a side of a plan)."""
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.part = part


class AlreadyRecorded(Refusal):
    """The programme already has this row: a deliberation, a calendar, a plan…"""

    code = "already_recorded"


class Unbalanced(Refusal):
    """Amounts do not add up to the total that the text states."""

    code = "unbalanced"
