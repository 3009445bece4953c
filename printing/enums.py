"""The states of a file for the printer, and its moves."""

from django.db.models import TextChoices


class PrintFileState(TextChoices):
    PROPOSED = "proposed", "À confirmer"
    CONFIRMED = "confirmed", "À télécharger"
    TAKEN = "taken", "Téléchargé"
    WITHDRAWN = "withdrawn", "Annulé"


PRINT_FILE_MOVES: dict[PrintFileState, frozenset[PrintFileState]] = {
    PrintFileState.PROPOSED: frozenset({PrintFileState.CONFIRMED, PrintFileState.WITHDRAWN}),
    PrintFileState.CONFIRMED: frozenset({PrintFileState.TAKEN, PrintFileState.WITHDRAWN}),
    PrintFileState.TAKEN: frozenset(),
    PrintFileState.WITHDRAWN: frozenset(),
}
OPEN = [PrintFileState.PROPOSED, PrintFileState.CONFIRMED]
AGREED = [PrintFileState.CONFIRMED, PrintFileState.TAKEN]
FAMILIES: dict[str, str] = {
    PrintFileState.PROPOSED: "to_come",
    PrintFileState.CONFIRMED: "under_way",
    PrintFileState.TAKEN: "done",
    PrintFileState.WITHDRAWN: "stopped",
}
