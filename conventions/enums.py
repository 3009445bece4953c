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
    """What a clause fixes; the comment says which value it carries."""

    ACTION_START = "action_start", "Début de l’action"  # day
    ACTION_END = "action_end", "Fin de l’action"  # day
    DURATION_MONTHS = "duration_months", "Durée énoncée, en mois"  # number
    BUDGET = "budget", "Budget du projet"  # amount
    GRANT_MAX = "grant_max", "Subvention maximale"  # amount
    ELIGIBLE_BASE = "eligible_base", "Dépenses éligibles"  # amount
    AID_RATE = "aid_rate", "Taux d’aide énoncé, en %"  # rate
    ENGINEERING_CAP = "engineering_cap", "Plafond des coûts annexes, en % du total"  # rate
    BASIS = "basis", "Base de règlement"  # text, a Basis
    PASSES_TARGET = "passes_target", "Pass à déployer"  # number
    SCHEDULE = "schedule", "Échéancier de déploiement"  # text, "linear"
    WINDOW_START = "window_start", "Premier jour des dépenses éligibles"  # day
    WINDOW_END = "window_end", "Dernier jour des dépenses éligibles"  # day
    NEW_SPENDING_ONLY = "new_spending_only", "Dépenses nouvelles"  # text


class Cadence(TextChoices):
    ONCE = "once", "Une fois"
    MONTHLY = "monthly", "Chaque mois"
    QUARTERLY = "quarterly", "Chaque trimestre"


class Perimeter(TextChoices):
    OPERATION = "operation", "Opération"
    LINE = "line", "Ligne"


class Section(TextChoices):
    INVESTMENT = "investment", "Investissement"
    FUNCTIONING = "functioning", "Fonctionnement"


class Side(TextChoices):
    CHARGE = "charge", "Dépense"
    RESOURCE = "resource", "Ressource"
