"""Section `budget_lines` of a programme file."""

from budget.actions import budget_lines, commitments
from budget.actions.commitments import ReleaseSpec
from budget.enums import Norm, Section
from budget.models import BudgetLine, Commitment
from common.json_schema import day, euros, flag, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, FileSection, Table, filled
from deliberations.models import Deliberation
from programmes.models import Programme

PHASE = table("Un paiement prévu.", "year amount", year=whole("année"), amount=euros("montant"))
RELEASE = table(
    "Un montant engagé, rendu à sa ligne.",
    "released_on amount reason",
    released_on=day("jour"),
    amount=euros("montant"),
    reason=text("motif"),
)
COMMITMENT = table(
    "Un montant engagé. Ceux des subventions sont écrits avec elles.",
    "committed_on amount subject",
    committed_on=day("jour"),
    amount=euros("montant"),
    subject=text("objet"),
    releases=rows(RELEASE),
)
BUDGET_LINE = table(
    "Une ligne du budget, comme son texte l’imprime. Le phasage fait l’autorisation. "
    "Les parties absentes sont lues dans l’imputation.",
    "year imputation section",
    year=whole("exercice", 2000),
    imputation=text("imputation", 60),
    norm=one_of(Norm, "nomenclature"),
    chapter=text("chapitre", 10),
    function=text("fonction", 10),
    nature=text("nature", 10),
    budget_programme=text("programme budgétaire", 20),
    operation=text("code opération", 30),
    label=text("libellé", 120),
    section=one_of(Section, "section"),
    is_income=flag("recette"),
    authorised=euros("autorisation de programme ou d’engagement"),
    credits=euros("crédits de paiement (CP)"),
    available=euros("crédits disponibles"),
    proposed=euros("montant proposé"),
    deliberation=text("numéro de la délibération", 30),
    phases=rows(PHASE),
    commitments=rows(COMMITMENT),
)
AMOUNTS = ("authorised", "credits", "available", "proposed")
PARTS = ("norm", "chapter", "function", "nature", "budget_programme")


def load_budget_line(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    key = {name: entry.get(name, "") for name in ("year", "imputation", "operation")}
    facts = {
        "label": entry.get("label", ""),
        "section": Section(entry["section"]),
        "is_income": entry.get("is_income", False),
        **{name: entry.euros(name) if name in entry else None for name in AMOUNTS},
        **entry.pick(*PARTS),
        "deliberation": context.find_if_named(Deliberation, entry, "deliberation"),
    }
    phases = [(phase["year"], phase.euros("amount")) for phase in entry.entries("phases")]
    line = programme.budget_lines.filter(**key).first()
    if line is None:
        with entry.refusals_located():
            line = budget_lines.record(
                programme, phases=phases, **key, **facts, **context.by_and_at
            )
        context.add(entry, line)
    else:
        entry.check_same(line, facts)
        recorded = list(line.phases.order_by("year").values_list("year", "amount"))
        entry.check_same_rows("phases", sorted(phases), recorded)
    for commitment in entry.entries("commitments"):
        _commit(commitment, line, context)


def _commit(entry: Entry, line: BudgetLine, context: Context) -> None:
    facts = {"amount": entry.euros("amount"), "subject": entry["subject"]}
    known = line.commitments.filter(committed_on=entry["committed_on"], **facts).first()
    if known is not None:
        add_releases(entry, known, context)
        return
    with entry.refusals_located():
        commitment = commitments.commit(
            line,
            on=entry["committed_on"],
            releases=release_specs(entry),
            **facts,
            **context.by_and_at,
        )
    context.add(entry, commitment)


def release_specs(entry: Entry) -> list[ReleaseSpec]:
    return [_release_spec(one) for one in entry.entries("releases")]


def _release_spec(entry: Entry) -> ReleaseSpec:
    return ReleaseSpec(entry["released_on"], entry.euros("amount"), entry["reason"])


def add_releases(entry: Entry, commitment: Commitment, context: Context) -> None:
    """Make the releases that the file adds to a recorded commitment."""
    for release_entry in entry.entries("releases"):
        one = _release_spec(release_entry)
        same = commitment.releases.filter(released_on=one.on, amount=one.amount, reason=one.reason)
        if same.exists():
            continue
        with release_entry.refusals_located():
            commitments.release(
                commitment, on=one.on, amount=one.amount, reason=one.reason, **context.by_and_at
            )
        context.add(release_entry, commitment)


def dump_budget_lines(programme: Programme) -> list[Table]:
    lines = programme.budget_lines.select_related("deliberation")
    return [_budget_line_table(line) for line in lines.order_by("year", "imputation", "operation")]


def _budget_line_table(line: BudgetLine) -> Table:
    plain = ("year", "imputation", "operation", *PARTS, "label", "section", "is_income", *AMOUNTS)
    taken = line.commitments.filter(subsidy=None).order_by("committed_on", "pk")
    return filled(
        **{name: getattr(line, name) for name in plain},
        deliberation=line.deliberation and line.deliberation.number,
        phases=[filled(year=one.year, amount=one.amount) for one in line.phases.order_by("year")],
        commitments=[
            filled(
                committed_on=one.committed_on,
                amount=one.amount,
                subject=one.subject,
                releases=dump_releases(one),
            )
            for one in taken
        ],
    )


def dump_releases(commitment: Commitment) -> list[Table]:
    rows = commitment.releases.order_by("released_on", "pk")
    return [
        filled(released_on=one.released_on, amount=one.amount, reason=one.reason) for one in rows
    ]


SECTIONS = [FileSection("budget_lines", BUDGET_LINE, load_budget_line, dump_budget_lines)]
