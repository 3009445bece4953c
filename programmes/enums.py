"""How an organisation takes part in a programme."""

from django.db.models import TextChoices


class ParticipationKind(TextChoices):
    DISTRIBUTOR = "distributor", "Distributeur"
    HOST = "host", "Structure de médiation"
