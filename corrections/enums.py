"""What a correction is about, and its states with their moves."""

from django.db.models import TextChoices


class CorrectionSubject(TextChoices):
    """What was wrongly entered of a signed text."""

    CLAUSE = "clause", "Une valeur"
    OBLIGATION = "obligation", "Une obligation"
    PARTIES = "parties", "Les parties et leurs signataires"
    SIGNATURE_DAY = "signature_day", "Le jour de la signature ou celui d’effet"
    NO_SIGNATURE = "no_signature", "La signature, qui n’a pas eu lieu"


class CorrectionState(TextChoices):
    PROPOSED = "proposed", "Proposée"
    APPROVED = "approved", "Approuvée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"


CORRECTION_MOVES = {
    CorrectionState.PROPOSED: {
        CorrectionState.APPROVED,
        CorrectionState.REFUSED,
        CorrectionState.WITHDRAWN,
    },
    CorrectionState.APPROVED: set(),
    CorrectionState.REFUSED: set(),
    CorrectionState.WITHDRAWN: set(),
}
