"""What was voted and agreed, the money promised, and what falls due."""

from conventions.models.avenants import Avenant
from conventions.models.conventions import Convention
from conventions.models.texts import Clause, Obligation, Party

__all__ = [
    "Avenant",
    "Clause",
    "Convention",
    "Obligation",
    "Party",
]
