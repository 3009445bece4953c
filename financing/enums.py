"""Perimeters of a plan, and the codes of its findings."""

from django.db.models import TextChoices


class PlanFinding(TextChoices):
    """The findings about a financing plan."""

    GRANT_READING = "grant_reading", "Calcul de la subvention"
    PLAN_TOTAL = "plan_total", "Plan et convention"
    CAP = "cap", "Plafond des coûts annexes"
    AID = "aid", "Aides publiques"


class Perimeter(TextChoices):
    OPERATION = "operation", "Opération"
    LINE = "line", "Ligne"
