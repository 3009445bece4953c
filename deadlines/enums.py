"""States of an occurrence, kinds of reminders."""

from django.db.models import TextChoices


class OccurrenceState(TextChoices):
    """Late is not a state: a pending occurrence is late once its day is over.

    An earlier one fell due before the programme was managed here: it is never late.
    """

    TO_PREPARE = "to_prepare", "À préparer"
    READY = "ready", "Prête"
    SENT = "sent", "Envoyée"
    WAIVED = "waived", "Dispensée"
    EARLIER = "earlier", "Antérieure"


OCCURRENCE_MOVES = {
    OccurrenceState.TO_PREPARE: {
        OccurrenceState.READY,
        OccurrenceState.SENT,
        OccurrenceState.WAIVED,
    },
    OccurrenceState.READY: {
        OccurrenceState.TO_PREPARE,
        OccurrenceState.SENT,
        OccurrenceState.WAIVED,
    },
    OccurrenceState.SENT: {OccurrenceState.READY, OccurrenceState.EARLIER},
    OccurrenceState.WAIVED: {OccurrenceState.TO_PREPARE, OccurrenceState.EARLIER},
    OccurrenceState.EARLIER: {OccurrenceState.SENT, OccurrenceState.WAIVED},
}


class ReminderKind(TextChoices):
    """How long before the day of the occurrence: 30, 7 or 1 day, or after it."""

    D30 = "d30", "J-30"
    D7 = "d7", "J-7"
    D1 = "d1", "J-1"
    LATE = "late", "En retard"


class DeadlineFinding(TextChoices):
    """What does not hold about who is responsible."""

    NO_RESPONSIBLE = "no_responsible", "Obligation sans responsable"


class Nearness(TextChoices):
    """How near an occurrence is to a day, in the order of the list."""

    LATE = "late", "En retard"
    NEXT = "next", "Ce mois et le suivant"
    SOON = "soon", "Les trois mois d’après"
    LATER = "later", "Après"
    DONE = "done", "Faites ou dispensées"
    EARLIER = "earlier", "D’avant la gestion ici"
