"""What happens to a lot before it is in stock, and the state that each step gives it."""

from django.db.models import TextChoices

from distribution.enums import LotState


class StepKind(TextChoices):
    PROOF = "proof", "BAT reçu"
    APPROVED = "approved", "BAT validé"
    REFUSED = "refused", "BAT refusé"
    PRODUCTION = "production", "Fabrication lancée"
    DISPATCHED = "dispatched", "Expédition annoncée"
    CANCELLED = "cancelled", "Annulation"


REACHED = {
    StepKind.PROOF: LotState.PROOF,
    StepKind.APPROVED: LotState.APPROVED,
    StepKind.REFUSED: LotState.ORDERED,
    StepKind.PRODUCTION: LotState.PRODUCTION,
    StepKind.DISPATCHED: LotState.DISPATCHED,
    StepKind.CANCELLED: LotState.CANCELLED,
}
ANSWERS = [StepKind.APPROVED, StepKind.REFUSED]  # of a second person to a proof
REASONED = [StepKind.REFUSED, StepKind.CANCELLED]


class CostKind(TextChoices):
    PASSES = "passes", "Valeur faciale"
    FEES = "fees", "Frais de l’émetteur"
    ENGINEERING = "engineering", "Coûts annexes"
