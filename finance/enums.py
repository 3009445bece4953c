"""What an expense pays."""

from django.db.models import TextChoices


class ExpenseKind(TextChoices):
    PASSES = "passes", "Achat de pass"
    ENGINEERING = "engineering", "Études et accompagnements"
    OTHER = "other", "Autre"
