"""Refusals: the exceptions raised when a rule of the programme says no."""

import re
from typing import Any


class Refusal(Exception):
    """A rule said no: a stable `code` for machines, a French sentence for people.

    Each refusal is a subclass, declared beside the action that raises it, or here when several apps
    raise it. Its code is the name of its class: `NirFound` is `nir_found`.
    """

    code = "refused"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def __init__(self, sentence: str, *, field: str = "", part: str = "") -> None:
        """`field` is the argument at fault, `part` one of its parts (a side of a plan)."""
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.part = part


class AlreadyRecorded(Refusal):
    """The programme already has this row: a deliberation, a calendar, a plan…"""


class NoNumberLeft(Refusal):
    """The next number of a list is larger than what is kept."""


class Unbalanced(Refusal):
    """Amounts do not add up to the total that the text states."""


class NirFound(Refusal):
    """A text contains the number of a person in the national register (NIR)."""


class ReasonMissing(Refusal):
    """An act that must be explained is given without a reason."""


class EndBeforeStart(Refusal):
    """A period ends before it starts."""


class NotAnAmount(Refusal):
    """An amount is zero or negative."""


class ChangedMeanwhile(Refusal):
    """Somebody else changed the row since it was shown."""


class SamePerson(Refusal):
    """Who proposes an act does not decide it."""


class MandatMissing(Refusal):
    """A payment is recorded without its mandat."""


class AlreadyWithdrawn(Refusal):
    """It is withdrawn already."""


class OutsideTerritory(Refusal):
    """The person lives outside the territory that the programme or the lot is kept for."""


class AvenantOpen(Refusal):
    """Another avenant of the convention is open."""
