"""How a session is held, who presents codes, and why a pass is refused."""

from django.db.models import TextChoices


class Mode(TextChoices):
    """How a session is held. The stored values are those of the API."""

    INDIVIDUAL = "individuel", "Individuel"
    GROUP = "collectif", "Collectif"


class OwnerKind(TextChoices):
    """Who an idempotency key or a wrong code comes from: a device by the API, or a user."""

    DEVICE = "device", "Appareil"
    USER = "user", "Compte"


class Reason(TextChoices):
    """Why a pass is refused, in the order in which the reasons are looked at."""

    UNKNOWN_CODE = "unknown_code", "Code non reconnu"
    WRONG_PROGRAMME = "wrong_programme", "Pass d’un autre programme"
    BLOCKED = "blocked", "Pass bloqué"
    NOT_ACTIVE = "not_active", "Pass pas encore en service"
    NOT_HANDED_OUT = "not_handed_out", "Pass non remis"
    ALREADY_REDEEMED = "already_redeemed", "Pass déjà utilisé"
    EXPIRED = "expired", "Pass expiré"
    OWN_HAND_OUT = "own_hand_out", "Pass remis par la même personne"
