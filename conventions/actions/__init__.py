"""Everything that changes a programme, its agreements and its money."""

from conventions.actions import (
    agreements,
    avenants,
    budget,
    deliberations,
    obligations,
    plans,
    programmes,
    subsidies,
    texts,
)

__all__ = [
    "agreements",
    "avenants",
    "budget",
    "deliberations",
    "obligations",
    "plans",
    "programmes",
    "subsidies",
    "texts",
]
