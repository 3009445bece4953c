"""The kinds of expenses."""

from django.db.models import TextChoices


class ExpenseKind(TextChoices):
    """What an expense pays."""

    PASSES = "passes", "Achat de pass"
    ENGINEERING = "engineering", "Études et accompagnements"
    OTHER = "other", "Autre"
