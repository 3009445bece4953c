"""How a session is held, and who owns a key."""

from django.db.models import TextChoices


class Mode(TextChoices):
    """The values of the API."""

    INDIVIDUAL = "individuel", "Individuel"
    GROUP = "collectif", "Collectif"


class Owner(TextChoices):
    """A key belongs to its device, or to its user for pages."""

    DEVICE = "device", "Appareil"
    USER = "user", "Compte"
