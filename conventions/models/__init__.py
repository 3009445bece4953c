"""What was voted and agreed, the money promised, and what falls due."""

from conventions.models.agreement import Avenant, Convention, Party
from conventions.models.attachment import Attachment, AttachmentBody
from conventions.models.clause import Clause, Obligation
from conventions.models.deliberation import Deliberation, Opinion, Visa
from conventions.models.duty import CalendarFeed, Occurrence, Proof, Reminder
from conventions.models.finding import Acceptance, Payment
from conventions.models.money import BudgetLine, BudgetPhase, Commitment, Plan, PlanItem, Release
from conventions.models.programme import Calendar, Participation, Programme
from conventions.models.subsidy import Subsidy, SubsidyItem, SubsidyPayment

__all__ = [
    "Acceptance",
    "Attachment",
    "AttachmentBody",
    "Avenant",
    "BudgetLine",
    "BudgetPhase",
    "Calendar",
    "CalendarFeed",
    "Clause",
    "Commitment",
    "Convention",
    "Deliberation",
    "Obligation",
    "Occurrence",
    "Opinion",
    "Participation",
    "Party",
    "Payment",
    "Plan",
    "PlanItem",
    "Programme",
    "Proof",
    "Release",
    "Reminder",
    "Subsidy",
    "SubsidyItem",
    "SubsidyPayment",
    "Visa",
]
