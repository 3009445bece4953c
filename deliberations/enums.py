"""How a vote cites another, and what a committee said."""

from django.db.models import TextChoices


class VisaOrigin(TextChoices):
    """Where the link of a deliberation to an earlier one is known from."""

    TEXT = "text", "Visa du texte"
    STAFF = "staff", "Rattachement saisi"


class OpinionResult(TextChoices):
    FAVOURABLE = "favourable", "Favorable"
    UNFAVOURABLE = "unfavourable", "Défavorable"
    UNKNOWN = "unknown", "Sens non communiqué"
