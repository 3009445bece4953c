"""Perimeters of a plan, progress of its posts, and the codes of its findings."""

from django.db.models import TextChoices


class PlanFinding(TextChoices):
    """The findings about a financing plan."""

    GRANT_READING = "grant_reading", "Calcul de la subvention"
    PLAN_TOTAL = "plan_total", "Plan et convention"
    CAP = "cap", "Plafond des coûts annexes"
    AID = "aid", "Aides publiques"


class Progress(TextChoices):
    """How far the operation of a post is, as a text says it."""

    DONE = "done", "opération réalisée"
    UNDER_WAY = "under_way", "opération en cours de mise en œuvre"


class Perimeter(TextChoices):
    OPERATION = "operation", "Opération"
    LINE = "line", "Ligne"
