"""Why a carnet is blocked, and whether it still is."""

from django.db.models import TextChoices


class Cause(TextChoices):
    LOST = "lost", "Perdu"
    STOLEN = "stolen", "Volé"
    OTHER = "other", "Autre motif"
