"""Section `budget_lines` of a programme file."""

from budget.actions import budget_lines, commitments
from budget.actions.commitments import ReleaseSpec
from budget.models import BudgetLine, BudgetPhase, Commitment, Release
from common.file_rows import FileRows, Key
from deliberations.sections import vote_key

PHASES = FileRows(
    "phases",
    BudgetPhase,
    "Un paiement prévu.",
    (Key("year"), Key("amount")),
    of=lambda line: line.phases.order_by("year"),
    spec=lambda year, amount: (year, amount),
    sorted_by="year",
)
RELEASES = FileRows(
    "releases",
    Release,
    "Un montant engagé, rendu à sa ligne.",
    (Key("released_on", "jour", argument="on"), Key("amount"), Key("reason")),
    of=lambda commitment: commitment.releases.order_by("released_on", "pk"),
    identity=("released_on", "amount", "reason"),
    spec=ReleaseSpec,
    record=commitments.release,
)
COMMITMENTS = FileRows(
    "commitments",
    Commitment,
    "Un montant engagé. Ceux des subventions sont écrits avec elles.",
    (Key("committed_on", "jour", argument="on"), Key("amount"), Key("subject")),
    of=lambda line: line.commitments.filter(subsidy=None).order_by("committed_on", "pk"),
    identity=("committed_on", "amount", "subject"),
    record=commitments.commit,
    lists=(RELEASES,),
)
BUDGET_LINES = FileRows(
    "budget_lines",
    BudgetLine,
    "Une ligne du budget, comme son texte l’imprime. Le phasage fait l’autorisation. "
    "Les parties absentes sont lues dans l’imputation.",
    (
        Key("year"),
        Key("imputation"),
        Key("operation"),
        Key("norm", is_left=True),
        Key("chapter", is_left=True),
        Key("function", is_left=True),
        Key("nature", is_left=True),
        Key("budget_programme", is_left=True),
        Key("label"),
        Key("section"),
        Key("is_income"),
        Key("authorised", "autorisation de programme ou d’engagement"),
        Key("assigned", "part de l’autorisation que le vote affecte à l’opération"),
        Key("credits", "crédits de paiement (CP)"),
        Key("available", "crédits disponibles"),
        Key("proposed", "montant proposé"),
        vote_key("deliberation", "numéro de la délibération"),
    ),
    of=lambda programme: programme.budget_lines.select_related("deliberation").order_by(
        "year", "imputation", "operation"
    ),
    identity=("year", "imputation", "operation"),
    record=budget_lines.record,
    lists=(PHASES,),
    inner=(COMMITMENTS,),
)

SECTIONS = [BUDGET_LINES]
