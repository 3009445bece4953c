"""Kinds and states of reports, and kinds of alerts."""

from django.db.models import TextChoices


class ReportKind(TextChoices):
    """Which report, for which funder."""

    ANCT_QUARTERLY = "anct_quarterly", "Point trimestriel"


class ReportState(TextChoices):
    """How far a report is made."""

    TO_PRODUCE = "to_produce", "À produire"
    IN_PROGRESS = "in_progress", "En préparation"
    READY = "ready", "Prêt"
    FAILED = "failed", "En échec"


REPORT_MOVES = {
    ReportState.TO_PRODUCE: {ReportState.IN_PROGRESS},
    ReportState.IN_PROGRESS: {
        ReportState.READY,
        ReportState.FAILED,
        ReportState.TO_PRODUCE,
        ReportState.IN_PROGRESS,
    },
    ReportState.READY: set(),
    ReportState.FAILED: {ReportState.TO_PRODUCE},
}


class AlertKind(TextChoices):
    """What somebody else has a look at."""

    GRANTS = "grants", "Beaucoup de pass accordés par un compte"
    AMOUNT = "amount", "Montant à relire par une seconde personne"
    WRONG_CODES = "wrong_codes", "Codes de pass refusés"
    REFUSED_PLACE = "refused_place", "Lieu refusé"
    BOTH_ROLES = "both_roles", "Une personne distributeur et médiateur"
    SAME_STRUCTURE = "same_structure", "Carnet remis et encaissé dans une même structure"
