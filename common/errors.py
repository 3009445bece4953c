"""Refusals: what the programme's rules do not allow."""


class Refusal(Exception):
    """A rule said no: a stable `code` for machines, a French sentence for people.

    Each refusal is a subclass declared beside the action that raises it.
    """

    code = "refused"

    def __init__(self, sentence: str, *, field: str = "", part: str = "") -> None:
        """`field` names what is wrong, and `part` which of its parts, as one side of a plan."""
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.part = part


class AlreadyRecorded(Refusal):
    """The programme already has this deliberation, calendar or convention."""

    code = "already_recorded"


class Unbalanced(Refusal):
    """The posts of one side do not make what the text states."""

    code = "unbalanced"
