"""The kinds of expenses, and what an account keeps of its rows."""

from django.db.models import TextChoices


class ExpenseKind(TextChoices):
    """What an expense pays."""

    PASSES = "passes", "Achat de pass"
    ENGINEERING = "engineering", "Coûts annexes"
    OTHER = "other", "Autre"


class Kept(TextChoices):
    """Whether an account keeps a row: one may be kept in part."""

    YES = "oui", "Oui, en tout ou partie"
    NO = "non", "Non, en tout ou partie"
