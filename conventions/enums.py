"""States of conventions and avenants with their moves, kinds of clauses, parts of texts."""

from django.db.models import TextChoices


class PartyQuality(TextChoices):
    FUNDER = "funder", "Financeur"
    MANAGING_AUTHORITY = "managing_authority", "Autorité de gestion"
    HOLDER = "holder", "Porteur"
    PARTNER = "partner", "Partenaire"


class ConventionState(TextChoices):
    DRAFT = "draft", "Projet"
    VOTED = "voted", "Votée"
    SIGNED = "signed", "Signée"
    CLOSED = "closed", "Close"
    TERMINATED = "terminated", "Résiliée"


# A draft is signed without a vote only when a deliberation cites it as signed (`actions.sign`).
CONVENTION_MOVES = {
    ConventionState.DRAFT: {ConventionState.VOTED, ConventionState.SIGNED},
    ConventionState.VOTED: {ConventionState.SIGNED, ConventionState.DRAFT},
    ConventionState.SIGNED: {ConventionState.CLOSED, ConventionState.TERMINATED},
    ConventionState.CLOSED: set(),
    ConventionState.TERMINATED: set(),
}


# Its clauses ruled, and what it owes stays owed once it is closed or terminated.
ONCE_SIGNED = [ConventionState.SIGNED, ConventionState.CLOSED, ConventionState.TERMINATED]


class AvenantState(TextChoices):
    DRAFT = "draft", "Projet"
    VOTED = "voted", "Voté"
    SIGNED = "signed", "Signé"
    ABANDONED = "abandoned", "Abandonné"


AVENANT_MOVES = {
    AvenantState.DRAFT: {AvenantState.VOTED, AvenantState.ABANDONED},
    AvenantState.VOTED: {AvenantState.SIGNED, AvenantState.DRAFT, AvenantState.ABANDONED},
    AvenantState.SIGNED: set(),
    AvenantState.ABANDONED: set(),
}


OPEN_AVENANT_STATES = [AvenantState.DRAFT, AvenantState.VOTED]


class Basis(TextChoices):
    """How a funder settles: on passes consumed, on purchases paid, or whole at the signature, what
    passes consumed do not earn being repaid (call of 2019).

    What two bases count is never added up.
    """

    CONSUMED = "consumed", "Pass consommés"
    PURCHASED = "purchased", "Achats payés"
    ADVANCE = "advance", "Versée à la signature"

    @property
    def counts(self) -> "Basis":
        """What is counted: an advance is earned by passes consumed."""
        return Basis.CONSUMED if self == Basis.ADVANCE else self


COUNT_CONSUMED = [basis for basis in Basis if basis.counts == Basis.CONSUMED]


class Origin(TextChoices):
    """From which day a stated duration runs."""

    ACTION_START = "action_start", "Début de l’action"
    SIGNATURE = "signature", "Signature de la convention"


class DelayOrigin(TextChoices):
    """From which day the delay of an obligation runs: also from the end, wherever it moves."""

    ACTION_START = Origin.ACTION_START.value, Origin.ACTION_START.label
    SIGNATURE = Origin.SIGNATURE.value, Origin.SIGNATURE.label
    ACTION_END = "action_end", "Fin de l’action"


class ScheduleKind(TextChoices):
    """How passes are expected when the text gives no steps."""

    LINEAR = "linear", "Hypothèse linéaire"


class ClauseKind(TextChoices):
    """What a clause fixes, in reading order; `carries` says in which field of the clause."""

    ACTION_START = "action_start", "Début de l’action"
    ACTION_END = "action_end", "Fin de l’action"
    DURATION_MONTHS = "duration_months", "Durée énoncée"
    DURATION_FROM = "duration_from", "Départ énoncé de la durée"
    EXTENSION_MONTHS = "extension_months", "Prolongation énoncée"
    PASSES_TARGET = "passes_target", "Pass à déployer"
    SCHEDULE = "schedule", "Échéancier de déploiement"
    DEPLOYMENT_STEPS = "deployment_steps", "Étapes de l’échéancier"  # day, cumulated passes
    TARGET_SHARES = "target_shares", "Parts de public visées"  # public, part of the passes
    FAR_SHARE = "far_share", "Part des pass pour les publics éloignés de l’emploi"
    TERRITORY = "territory", "Territoire, par département"
    BUDGET = "budget", "Budget du projet"
    ELIGIBLE_BASE = "eligible_base", "Dépenses éligibles"
    GRANT_MAX = "grant_max", "Subvention maximale"
    AID_RATE = "aid_rate", "Taux d’aide énoncé"
    BASIS = "basis", "Base de règlement"
    ENGINEERING_CAP = "engineering_cap", "Plafond des coûts annexes, du total"
    ENGINEERING_BASIS = "engineering_basis", "Base de ce plafond"
    NEW_SPENDING_ONLY = "new_spending_only", "Dépenses nouvelles"
    WINDOW_START = "window_start", "Premier jour des dépenses éligibles"
    WINDOW_END = "window_end", "Dernier jour des dépenses éligibles"
    PAYMENTS = "payments", "Versements prévus"  # label, day, amount or part

    @property
    def carries(self) -> str:
        """The field of a clause that holds its value: day, amount, number, rate, text or table."""
        return next(field for field, kinds in KINDS_BY_FIELD.items() if self in kinds)

    @property
    def codes(self) -> type[TextChoices] | None:
        """The values that its text may be; None for free text and for other values."""
        return CODES.get(self)


KINDS_BY_FIELD = {
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
    "rate": {ClauseKind.FAR_SHARE, ClauseKind.AID_RATE, ClauseKind.ENGINEERING_CAP},
    "text": {
        ClauseKind.DURATION_FROM,
        ClauseKind.SCHEDULE,
        ClauseKind.TERRITORY,
        ClauseKind.BASIS,
        ClauseKind.ENGINEERING_BASIS,
        ClauseKind.NEW_SPENDING_ONLY,
    },
    "table": {ClauseKind.DEPLOYMENT_STEPS, ClauseKind.TARGET_SHARES, ClauseKind.PAYMENTS},
}


CODES: dict[ClauseKind, type[TextChoices]] = {
    ClauseKind.DURATION_FROM: Origin,
    ClauseKind.SCHEDULE: ScheduleKind,
    ClauseKind.BASIS: Basis,
}


# Codes of départements, as a text lists them: 02, 60, 80.
DEPARTEMENTS = r"^([0-9]{2,3}|2[AB])(, ?([0-9]{2,3}|2[AB]))*$"


class Block(TextChoices):
    """A part of a text. An avenant changes only the parts that it opens."""

    DURATION = "duration", "Durée"
    WINDOW = "window", "Période des dépenses"
    DEPLOYMENT = "deployment", "Déploiement"
    COST = "cost", "Coût et financement"
    OBLIGATIONS = "obligations", "Obligations"
    PARTIES = "parties", "Parties et signataires"

    @property
    def kinds(self) -> tuple[ClauseKind, ...]:
        """The values of this part, in reading order; none for obligations and parties."""
        return KINDS_BY_BLOCK.get(self, ())


KINDS_BY_BLOCK: dict[Block, tuple[ClauseKind, ...]] = {
    Block.DURATION: (
        ClauseKind.ACTION_START,
        ClauseKind.ACTION_END,
        ClauseKind.DURATION_MONTHS,
        ClauseKind.DURATION_FROM,
        ClauseKind.EXTENSION_MONTHS,
    ),
    Block.WINDOW: (ClauseKind.WINDOW_START, ClauseKind.WINDOW_END),
    Block.DEPLOYMENT: (
        ClauseKind.PASSES_TARGET,
        ClauseKind.SCHEDULE,
        ClauseKind.DEPLOYMENT_STEPS,
        ClauseKind.TARGET_SHARES,
        ClauseKind.FAR_SHARE,
        ClauseKind.TERRITORY,
    ),
    Block.COST: (
        ClauseKind.BUDGET,
        ClauseKind.ELIGIBLE_BASE,
        ClauseKind.GRANT_MAX,
        ClauseKind.AID_RATE,
        ClauseKind.BASIS,
        ClauseKind.PAYMENTS,
        ClauseKind.ENGINEERING_CAP,
        ClauseKind.ENGINEERING_BASIS,
        ClauseKind.NEW_SPENDING_ONLY,
    ),
}


class ObligationNature(TextChoices):
    SEND = "send", "À transmettre"
    ATTEND = "attend", "Présence à une réunion"
    DO = "do", "À faire"


class ProofKind(TextChoices):
    """What shows that an obligation was met; a text requires some of `REQUIRABLE`."""

    ATTENDANCE = "attendance", "Présence"
    SENT = "sent", "Envoi"
    YEARLY_PASSES = "yearly_passes", "Pass consommés en année pleine"
    SPENDING = "spending", "Pièces justificatives des dépenses"
    ENGINEERING = "engineering", "Pièces justificatives des coûts annexes"
    ATTESTED = "attested", "État attesté par le comptable public"
    ANSWER_FRAME = "answer_frame", "Cadre de réponse annexé, rempli"
    OTHER = "other", "Autre pièce"


REQUIRABLE = [
    (kind.value, kind.label)
    for kind in ProofKind
    if kind not in (ProofKind.ATTENDANCE, ProofKind.SENT, ProofKind.OTHER)
]


class MetBy(TextChoices):
    """What the application produces that meets an obligation."""

    QUARTERLY_REPORT = "quarterly_report", "Le rapport trimestriel"


class Trigger(TextChoices):
    """What the funder does once an obligation is met."""

    PAYMENT = "payment", "Un versement"
    BALANCE = "balance", "Le versement du solde"


class Cadence(TextChoices):
    ONCE = "once", "Une fois"
    WITHIN = "within", "Dans un délai"
    MONTHLY = "monthly", "Chaque mois"
    QUARTERLY = "quarterly", "Chaque trimestre"
    YEARLY = "yearly", "Chaque année"
    AT_END = "at_end", "À l’achèvement"


class ConventionFinding(TextChoices):
    """What a rule may find in a text."""

    DURATION = "duration", "Durée énoncée"
    EXTENSION = "extension", "Prolongation énoncée"
    ORIGIN = "origin", "Départ de la durée"
    DELAY = "delay", "Délai énoncé"
    PERIOD = "period", "Fin avant le début"
    ROUNDED_RATE = "rounded_rate", "Taux énoncé"
    GRANT_OVER_BASE = "grant_over_base", "Subvention et dépenses"
    PAYMENTS_SUM = "payments_sum", "Versements prévus"
    STEPS = "steps", "Échéancier de déploiement"
    SHARES = "shares", "Parts de public"
    OUTSIDE_WINDOW = "outside_window", "Paiement hors période"
    CROSSING = "crossing", "Effets croisés"
    EARLY_SIGNATURE = "early_signature", "Signature et vote exécutoire"
    FUNDING_KEY = "funding_key", "Clé de financement"
