"""Conventions, avenants, and what their texts hold: parties, clauses, obligations."""

from conventions.models.avenants import Avenant, AvenantFacts
from conventions.models.conventions import Convention, ConventionFacts
from conventions.models.texts import Clause, Obligation, Party, Text

__all__ = [
    "Avenant",
    "AvenantFacts",
    "Clause",
    "Convention",
    "ConventionFacts",
    "Obligation",
    "Party",
    "Text",
]
