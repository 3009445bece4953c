"""How an organisation takes part in a programme; the states of a file that describes one."""

from django.db.models import TextChoices

# Of a series: those that begin the code of a pass, none of which is taken for another.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"


class ParticipationKind(TextChoices):
    DISTRIBUTOR = "distributor", "Distributeur"
    HOST = "host", "Structure de médiation"


class ProgrammeFileState(TextChoices):
    PROPOSED = "proposed", "À confirmer"
    LOADED = "loaded", "Chargé"
    WITHDRAWN = "withdrawn", "Retiré"


PROGRAMME_FILE_MOVES: dict[ProgrammeFileState, frozenset[ProgrammeFileState]] = {
    ProgrammeFileState.PROPOSED: frozenset(
        {ProgrammeFileState.LOADED, ProgrammeFileState.WITHDRAWN}
    ),
    ProgrammeFileState.LOADED: frozenset(),
    ProgrammeFileState.WITHDRAWN: frozenset(),
}
