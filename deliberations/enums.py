"""Where a citation is known from, and the opinion of a committee."""

from django.db.models import TextChoices


class VisaOrigin(TextChoices):
    """Where the link of a deliberation to an earlier one comes from: its text, or staff."""

    TEXT = "text", "Visa du texte"
    STAFF = "staff", "Rattachement saisi"


class OpinionResult(TextChoices):
    FAVOURABLE = "favourable", "Favorable"
    UNFAVOURABLE = "unfavourable", "Défavorable"
    UNKNOWN = "unknown", "Sens non communiqué"
