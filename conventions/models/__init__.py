"""What was voted and agreed, and the money promised."""

from conventions.models.agreement import Avenant, Clause, Convention, Obligation
from conventions.models.money import (
    BudgetLine,
    BudgetPhase,
    Commitment,
    Plan,
    PlanItem,
    Subsidy,
    SubsidyItem,
)
from conventions.models.programme import Calendar, Deliberation, Participation, Programme

__all__ = [
    "Avenant",
    "BudgetLine",
    "BudgetPhase",
    "Calendar",
    "Clause",
    "Commitment",
    "Convention",
    "Deliberation",
    "Obligation",
    "Participation",
    "Plan",
    "PlanItem",
    "Programme",
    "Subsidy",
    "SubsidyItem",
]
