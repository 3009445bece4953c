"""Where a citation is known from, opinions and votes, and the findings about a deliberation."""

from django.db.models import TextChoices


class VisaOrigin(TextChoices):
    """Where the link of a deliberation to an earlier one comes from: its text, or staff."""

    TEXT = "text", "Visa du texte"
    STAFF = "staff", "Rattachement saisi"


class OpinionResult(TextChoices):
    FAVOURABLE = "favourable", "Favorable"
    UNFAVOURABLE = "unfavourable", "Défavorable"
    UNKNOWN = "unknown", "Sens non communiqué"


class Vote(TextChoices):
    """How a group voted."""

    FOR = "for", "Pour"
    AGAINST = "against", "Contre"
    ABSTENTION = "abstention", "Abstention"
    NOT_VOTING = "not_voting", "N’a pas pris part au vote"


class DeliberationFinding(TextChoices):
    ATTENDANCE = "attendance", "Présents, pouvoirs et voix"
