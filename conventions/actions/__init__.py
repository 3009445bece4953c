"""Everything that changes a programme, its agreements and its money."""

from conventions.actions import (
    agreements,
    attachments,
    avenants,
    budget,
    commitments,
    deliberations,
    feeds,
    findings,
    obligations,
    payments,
    reminders,
    subsidies,
    texts,
)

__all__ = [
    "agreements",
    "attachments",
    "avenants",
    "budget",
    "commitments",
    "deliberations",
    "feeds",
    "findings",
    "obligations",
    "payments",
    "plans",
    "programmes",
    "reminders",
    "subsidies",
    "texts",
]
