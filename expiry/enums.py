"""The milestones of the end of a validity, where an order is among them, and how it is put off."""

from django.db.models import TextChoices


class MilestoneKind(TextChoices):
    ALERT = "alert", "Alerte"
    STOP = "stop", "Arrêt des remises"
    LAST_CALL = "last_call", "Dernier rappel"
    END = "end", "Fin de validité"
    TOLERANCE = "tolerance", "Fin de la tolérance"
    OBJECTION = "objection", "État contradictoire et avoir"


# Days before the last one. #APTIC's own procedure, the only one that is published: J-30, J-15 and
# J-7, then a month of tolerance and a week for the contradictory statement (support page
# 44001869442, « fin de validité »): these two are parameters of the programme.
DAYS_BEFORE = {
    MilestoneKind.ALERT: 30,
    MilestoneKind.STOP: 15,
    MilestoneKind.LAST_CALL: 7,
    MilestoneKind.END: 0,
}


class Phase(TextChoices):
    """Where an order is, as a day and its rows tell: never stored."""

    RUNNING = "running", "En cours"
    NEAR = "near", "Fin proche"
    TOLERANCE = "tolerance", "Tolérance"
    TO_STRIKE_OFF = "to_strike_off", "À sortir du stock"
    OBJECTION = "objection", "En contestation"
    TO_CREDIT = "to_credit", "À clore"
    CREDITED = "credited", "Clos"


class ExtensionState(TextChoices):
    PROPOSED = "proposed", "À confirmer"
    IN_FORCE = "in_force", "En vigueur"
    REFUSED = "refused", "Refusée"


EXTENSION_MOVES = {
    ExtensionState.PROPOSED: {ExtensionState.IN_FORCE, ExtensionState.REFUSED},
    ExtensionState.IN_FORCE: set(),
    ExtensionState.REFUSED: set(),
}
DECIDED = [ExtensionState.IN_FORCE, ExtensionState.REFUSED]
