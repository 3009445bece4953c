"""Conventions, avenants, and what their texts hold: parties, clauses, obligations."""

from conventions.models.avenants import Avenant
from conventions.models.conventions import Convention
from conventions.models.texts import Clause, Obligation, Party, Text

__all__ = [
    "Avenant",
    "Clause",
    "Convention",
    "Obligation",
    "Party",
    "Text",
]
