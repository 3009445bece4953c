"""The states of a count and their moves, the kinds of gaps, and what explains one."""

from django.db.models import TextChoices


class CountState(TextChoices):
    OPEN = "open", "Ouvert"
    CLOSED = "closed", "Clos"
    CANCELLED = "cancelled", "Annulé"


COUNT_MOVES = {
    CountState.OPEN: {CountState.CLOSED, CountState.CANCELLED},
    # Its sheet is signed: what was wrong is counted again.
    CountState.CLOSED: set(),
    CountState.CANCELLED: set(),
}
ENDED = [CountState.CLOSED, CountState.CANCELLED]


class GapKind(TextChoices):
    """What the ledger says of a carnet that is missing here, or found here."""

    MISSING = "missing", "Manque ici"
    HERE = "here", "Trouvé, entré ici depuis"
    ELSEWHERE = "elsewhere", "Trouvé, tenu par un autre dépôt"
    TRANSIT = "transit", "Trouvé, en chemin d’après le grand livre"
    HANDED_OUT = "handed_out", "Trouvé, remis à une personne"
    BLOCKED = "blocked", "Trouvé, remis puis bloqué"
    LOST = "lost", "Trouvé, déclaré perdu ou volé"
    DESTROYED = "destroyed", "Trouvé, détruit"
    SUPPLIER = "supplier", "Trouvé, pas encore livré"
    UNKNOWN = "unknown", "Trouvé, numéro inconnu"


class Reason(TextChoices):
    LOST = "lost", "Perdu, volé ou abîmé"
    NOT_RECORDED = "not_recorded", "Remise, envoi ou retour non enregistré"
    WRONG_PLACE = "wrong_place", "Rangé dans un autre dépôt"
    WRONG_RECORD = "wrong_record", "Mouvement enregistré par erreur"
    MISREAD = "misread", "Numéro mal lu ou illisible"
    UNEXPLAINED = "unexplained", "Recherché, sans explication"
