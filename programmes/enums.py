"""How an organisation takes part in a programme; its carnets, its time zones, its files."""

from django.db.models import TextChoices

# Of a series: those that begin the code of a pass, none of which is taken for another.
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"


class ParticipationKind(TextChoices):
    DISTRIBUTOR = "distributor", "Distributeur"
    HOST = "host", "Structure de médiation"


class CarnetSizes(TextChoices):
    """The passes of each carnet that a programme orders."""

    BOTH = "5-10", "5 ou 10 pass"
    FIVE = "5", "5 pass"
    TEN = "10", "10 pass"


class TimeZone(TextChoices):
    """The time zones of the départements and of the communities overseas."""

    PARIS = "Europe/Paris", "Paris"
    GUADELOUPE = "America/Guadeloupe", "Guadeloupe"
    MARTINIQUE = "America/Martinique", "Martinique"
    GUYANE = "America/Cayenne", "Guyane"
    REUNION = "Indian/Reunion", "La Réunion"
    MAYOTTE = "Indian/Mayotte", "Mayotte"
    MIQUELON = "America/Miquelon", "Saint-Pierre-et-Miquelon"
    NORTHERN_ISLANDS = "America/St_Barthelemy", "Saint-Barthélemy et Saint-Martin"
    NOUMEA = "Pacific/Noumea", "Nouvelle-Calédonie"
    TAHITI = "Pacific/Tahiti", "Polynésie française (Tahiti)"
    WALLIS = "Pacific/Wallis", "Wallis-et-Futuna"


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
