"""How a session is held, who owns a key, and why a pass is not redeemed."""

from django.db.models import TextChoices


class Mode(TextChoices):
    """The values of the API."""

    INDIVIDUAL = "individuel", "Individuel"
    GROUP = "collectif", "Collectif"


class Owner(TextChoices):
    """A key belongs to its device, or to its user for pages."""

    DEVICE = "device", "Appareil"
    USER = "user", "Compte"


class Reason(TextChoices):
    """Why a pass is not redeemed, in the order in which it is judged."""

    UNKNOWN_CODE = "unknown_code", "Code non reconnu"
    WRONG_PROGRAMME = "wrong_programme", "Pass d’un autre programme"
    BLOCKED = "blocked", "Pass bloqué"
    NOT_ACTIVE = "not_active", "Pass pas encore en service"
    NOT_HANDED_OUT = "not_handed_out", "Pass non remis"
    ALREADY_REDEEMED = "already_redeemed", "Pass déjà utilisé"
    EXPIRED = "expired", "Pass expiré"
