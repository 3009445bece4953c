"""Kinds and states of reports."""

from django.db.models import TextChoices


class ReportKind(TextChoices):
    ANCT_QUARTERLY = "anct_quarterly", "Point trimestriel ANCT"


class ReportState(TextChoices):
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
