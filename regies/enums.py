"""The kinds of régies, of appointments and of sheets, and the moves of régies and sheets."""

from django.db.models import TextChoices


class RegieKind(TextChoices):
    """How somebody else than the comptable keeps passes: by a régie, or by a mandate, in which no
    régisseur is named (loi n° 2019-1461, note DGFiP on the Pass numérique).
    """

    ADVANCE = "advance", "Régie d’avances"
    SUB = "sub", "Sous-régie"
    MANDATE = "mandate", "Mandat"


class RegieState(TextChoices):
    DRAFT = "draft", "Projet"
    FOUNDED = "founded", "Constituée"
    CLOSED = "closed", "Close"


REGIE_MOVES = {
    RegieState.DRAFT: {RegieState.FOUNDED},
    RegieState.FOUNDED: {RegieState.CLOSED},
    RegieState.CLOSED: set(),
}


class OverCeiling(TextChoices):
    """What becomes of carnets that would take a régie over its ceiling: no text says it."""

    REFUSED = "refused", "Refuser l’envoi"
    ANNOUNCED = "announced", "L’annoncer, sans le refuser"


class Office(TextChoices):
    """CGCT, R. 1617-5-2, II: the régisseur is helped by mandataires, one of whom replaces them."""

    HOLDER = "holder", "Régisseur titulaire"
    DEPUTY = "deputy", "Mandataire suppléant"
    AGENT = "agent", "Mandataire"


class SheetKind(TextChoices):
    HANDOVER = "handover", "Remise de service"
    YEAR_END = "year_end", "Arrêté au 31 décembre"


class SheetState(TextChoices):
    PREPARED = "prepared", "À signer"
    SIGNED = "signed", "Signé par le régisseur"
    CLOSED = "closed", "Signé par les deux"
    CANCELLED = "cancelled", "Annulé"


SHEET_MOVES = {
    SheetState.PREPARED: {SheetState.SIGNED, SheetState.CANCELLED},
    # Back to prepared when the second person does not agree, or a carnet moved meanwhile.
    SheetState.SIGNED: {SheetState.CLOSED, SheetState.PREPARED},
    SheetState.CLOSED: set(),
    SheetState.CANCELLED: set(),
}
OPEN = [SheetState.PREPARED, SheetState.SIGNED]
SIGNED_ONCE = [SheetState.SIGNED, SheetState.CLOSED]
