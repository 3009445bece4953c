"""States, kinds of clauses and the tables of moves."""

from django.db.models import TextChoices


class ParticipationKind(TextChoices):
    DISTRIBUTOR = "distributor", "Distributeur"
    HOST = "host", "Structure de médiation"


class ConventionState(TextChoices):
    DRAFT = "draft", "Projet"
    VOTED = "voted", "Votée"
    SIGNED = "signed", "Signée"
    CLOSED = "closed", "Close"
    TERMINATED = "terminated", "Résiliée"


CONVENTION_MOVES = {
    ConventionState.DRAFT: {ConventionState.VOTED},
    ConventionState.VOTED: {ConventionState.SIGNED},
    ConventionState.SIGNED: {ConventionState.CLOSED, ConventionState.TERMINATED},
    ConventionState.CLOSED: set(),
    ConventionState.TERMINATED: set(),
}


class AvenantState(TextChoices):
    DRAFT = "draft", "Projet"
    VOTED = "voted", "Voté"
    SIGNED = "signed", "Signé"
    ABANDONED = "abandoned", "Abandonné"


AVENANT_MOVES = {
    AvenantState.DRAFT: {AvenantState.VOTED, AvenantState.ABANDONED},
    AvenantState.VOTED: {AvenantState.SIGNED, AvenantState.ABANDONED},
    AvenantState.SIGNED: set(),
    AvenantState.ABANDONED: set(),
}


class Basis(TextChoices):
    """What a funder counts. The two bases are never one number."""

    CONSUMED = "consumed", "Pass consommés"
    PURCHASED = "purchased", "Achats payés"


class ClauseKind(TextChoices):
    """What a clause fixes, in reading order; `carries` says in which field of the clause."""

    ACTION_START = "action_start", "Début de l’action"
    ACTION_END = "action_end", "Fin de l’action"
    DURATION_MONTHS = "duration_months", "Durée énoncée"
    DURATION_FROM = "duration_from", "Départ énoncé de la durée"  # an Origin
    EXTENSION_MONTHS = "extension_months", "Prolongation énoncée"
    PASSES_TARGET = "passes_target", "Pass à déployer"
    SCHEDULE = "schedule", "Échéancier de déploiement"  # "linear"
    BUDGET = "budget", "Budget du projet"
    ELIGIBLE_BASE = "eligible_base", "Dépenses éligibles"
    GRANT_MAX = "grant_max", "Subvention maximale"
    AID_RATE = "aid_rate", "Taux d’aide énoncé"
    BASIS = "basis", "Base de règlement"  # a Basis
    ENGINEERING_CAP = "engineering_cap", "Plafond des coûts annexes, du total"
    NEW_SPENDING_ONLY = "new_spending_only", "Dépenses nouvelles"
    WINDOW_START = "window_start", "Premier jour des dépenses éligibles"
    WINDOW_END = "window_end", "Dernier jour des dépenses éligibles"

    @property
    def carries(self) -> str:
        """The field of a clause that holds its value: day, amount, number, rate or text."""
        return next(field for field, kinds in CARRIED.items() if self in kinds)


CARRIED = {
    "day": {
        ClauseKind.ACTION_START,
        ClauseKind.ACTION_END,
        ClauseKind.WINDOW_START,
        ClauseKind.WINDOW_END,
    },
    "number": {
        ClauseKind.DURATION_MONTHS,
        ClauseKind.EXTENSION_MONTHS,
        ClauseKind.PASSES_TARGET,
    },
    "amount": {ClauseKind.BUDGET, ClauseKind.ELIGIBLE_BASE, ClauseKind.GRANT_MAX},
    "rate": {ClauseKind.AID_RATE, ClauseKind.ENGINEERING_CAP},
    "text": {
        ClauseKind.DURATION_FROM,
        ClauseKind.SCHEDULE,
        ClauseKind.BASIS,
        ClauseKind.NEW_SPENDING_ONLY,
    },
}


class Origin(TextChoices):
    """From which day a stated duration runs."""

    ACTION_START = "action_start", "Début de l’action"
    SIGNATURE = "signature", "Signature de la convention"


class Cadence(TextChoices):
    ONCE = "once", "Une fois"
    MONTHLY = "monthly", "Chaque mois"
    QUARTERLY = "quarterly", "Chaque trimestre"
    AT_END = "at_end", "À l’achèvement"


class Perimeter(TextChoices):
    OPERATION = "operation", "Opération"
    LINE = "line", "Ligne"


class Section(TextChoices):
    INVESTMENT = "investment", "Investissement"
    FUNCTIONING = "functioning", "Fonctionnement"


class Side(TextChoices):
    CHARGE = "charge", "Dépense"
    RESOURCE = "resource", "Ressource"
