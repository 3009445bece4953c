"""Section `budget_lines` of a programme file."""

from common.json_schema import euros, flag, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, Section, Table, filled
from conventions.actions import budget
from conventions.enums import Section as BudgetSection
from conventions.models import BudgetLine, Deliberation, Programme

PHASE = table("Un paiement prévu.", "year amount", year=whole("année"), amount=euros("montant"))
BUDGET_LINE = table(
    "Une ligne du budget, comme son texte l’imprime. Le phasage fait l’autorisation.",
    "year imputation section",
    year=whole("exercice", 2000),
    imputation=text("imputation", 60),
    operation=text("code opération", 30),
    label=text("libellé", 120),
    section=one_of(BudgetSection, "section"),
    is_income=flag("recette"),
    authorised=euros("autorisation de programme ou d’engagement"),
    available=euros("crédits de paiement disponibles"),
    deliberation=text("numéro de la délibération", 30),
    phases=rows(PHASE),
)


def load_budget_line(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    key = {name: entry.get(name, "") for name in ("year", "imputation", "operation")}
    facts = {
        "label": entry.get("label", ""),
        "section": BudgetSection(entry["section"]),
        "is_income": entry.get("is_income", False),
        "authorised": entry.euros("authorised") if "authorised" in entry else None,
        "available": entry.euros("available") if "available" in entry else None,
        "deliberation": context.find_if_named(Deliberation, entry, "deliberation"),
    }
    phases = [(phase["year"], phase.euros("amount")) for phase in entry.entries("phases")]
    line = programme.budget_lines.filter(**key).first()
    if line is None:
        with entry.placed():
            line = budget.record(programme, phases=phases, **key, **facts, **context.who)
        context.add(entry, line)
    else:
        entry.check_same(line, facts)
        recorded = list(line.phases.order_by("year").values_list("year", "amount"))
        entry.check_same_rows("phases", sorted(phases), recorded)


def dump(programme: Programme) -> list[Table]:
    lines = programme.budget_lines.select_related("deliberation")
    return [_written(line) for line in lines.order_by("year", "imputation", "operation")]


def _written(line: BudgetLine) -> Table:
    return filled(
        year=line.year,
        imputation=line.imputation,
        operation=line.operation,
        label=line.label,
        section=line.section,
        is_income=line.is_income,
        authorised=line.authorised,
        available=line.available,
        deliberation=line.deliberation and line.deliberation.number,
        phases=[filled(year=one.year, amount=one.amount) for one in line.phases.order_by("year")],
    )


SECTIONS = [Section("budget_lines", BUDGET_LINE, load_budget_line, dump)]
