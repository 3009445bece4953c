"""Perimeters of a plan, and what does not hold in one."""

from django.db.models import TextChoices


class PlanFinding(TextChoices):
    """What does not hold in a financing plan."""

    GRANT_READING = "grant_reading", "Calcul de la subvention"
    PLAN_TOTAL = "plan_total", "Plan et convention"
    CAP = "cap", "Plafond des coûts annexes"
    AID = "aid", "Aides publiques"


class Perimeter(TextChoices):
    OPERATION = "operation", "Opération"
    LINE = "line", "Ligne"
