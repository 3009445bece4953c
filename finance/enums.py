"""The kinds of expenses."""

from django.db.models import TextChoices


class ExpenseKind(TextChoices):
    """What an expense pays."""

    PASSES = "passes", "Achat de pass"
    ENGINEERING = "engineering", "Coûts annexes"
    OTHER = "other", "Autre"
