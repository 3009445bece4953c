"""What the page of a budget line shows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum

from budget.enums import Section
from budget.models import BudgetLine, Commitment, Release, Subsidy
from budget.rules import wrong_section
from common.formats import NOT_APPLICABLE, UNKNOWN, euros, rate
from common.gauges import Gauge, gauge

Fact = dict[str, str]


UNREADABLE = (
    "Cette imputation n’a pas une forme connue. Elle est gardée entière, telle que son texte "
    "l’imprime."
)


NO_AMOUNT = "non indiqué par le texte"


def budget_line_page(line: BudgetLine) -> dict[str, Any]:
    """A line in parts, its amounts, what is committed on it."""
    return {
        "line": line,
        "lead": line_lead(line),
        "strip": _strip(line),
        "parts": _parts(line),
        "remarks": _remarks(line),
        "amounts": _amounts(line),
        "gauge": _committed_gauge(line),
        "phases": list(line.phases.order_by("year")),
        "commitments": _commitments(line),
    }


def line_lead(line: BudgetLine) -> str:
    """What is left on a line, or why nothing can be said."""
    if line.is_income:
        return f"Recette attendue au budget {line.year}. Rien ne s’y engage."
    if line.available is None:
        return f"Dépense du budget {line.year}. Le texte ne donne aucun crédit disponible."
    left = line.available - line.committed
    if not left:
        return f"Tout est engagé\u00a0: il ne reste rien des {euros(line.available)} disponibles."
    return f"Il reste {euros(left)} à engager sur {euros(line.available)} disponibles."


def _strip(line: BudgetLine) -> list[Fact]:
    return [
        {"key": "Exercice", "value": str(line.year)},
        {"key": "Section", "value": line.get_section_display()},
        {"key": "Sens", "value": "Recette" if line.is_income else "Dépense"},
        {"key": "Nomenclature", "value": line.norm or UNKNOWN + "e"},
    ]


def _parts(line: BudgetLine) -> list[Fact]:
    """The imputation in parts, each with what it is."""
    named = [
        ("Imputation", line.imputation),
        ("Chapitre", line.chapter),
        ("Fonction", line.function),
        ("Nature", line.nature),
        ("Programme budgétaire", line.budget_programme),
        ("Opération", line.operation),
        ("Libellé", line.label),
    ]
    return [{"key": key, "value": value or NOT_APPLICABLE} for key, value in named]


def _remarks(line: BudgetLine) -> list[str]:
    """What does not hold on a line: it is shown, and the text rules."""
    found = [] if line.chapter or line.nature else [UNREADABLE]
    if sentence := wrong_section(line.chapter, Section(line.section)):
        found.append(f"{sentence} Le texte fait foi.")
    return found


def _amounts(line: BudgetLine) -> list[Fact]:
    """The columns of the text, then what was committed and what is left."""
    columns = [
        ("AP ou AE", line.authorised),
        ("CP", line.credits),
        ("Disponible", line.available),
        ("Proposition", line.proposed),
    ]
    rows = [{"key": key, "value": euros(v) if v is not None else NO_AMOUNT} for key, v in columns]
    if line.is_income:
        return rows
    left = line.balance
    return [
        *rows,
        {"key": "Engagé", "value": euros(line.committed)},
        {"key": "Solde", "value": euros(left) if left is not None else NOT_APPLICABLE},
    ]


def _committed_gauge(line: BudgetLine) -> Gauge | None:
    """How much of a line is committed."""
    if not line.available or line.is_income:
        return None
    shown = rate(line.committed, line.available)
    return gauge("Engagé", line.committed, line.available, shown)


def line_totals(lines: QuerySet[BudgetLine]) -> list[Fact]:
    """The lines of spending that a list finds, added up; nothing when there is none."""
    spent = lines.filter(is_income=False).order_by()
    sums = spent.aggregate(
        allowed=Sum("authorised"),
        ready=Sum("available"),
        taken=Sum("committed", filter=Q(available__isnull=False)),
    )
    columns = [("AP ou AE", sums["allowed"]), ("Disponible", sums["ready"])]
    if sums["ready"] is not None:
        columns += [("Engagé", sums["taken"]), ("Solde", sums["ready"] - sums["taken"])]
    return [{"key": f"{key}, dépenses", "value": euros(v)} for key, v in columns if v is not None]


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment with what was given back of it, and the subsidy that stands on it, if any."""

    commitment: Commitment
    subsidy: Subsidy | None


def _commitments(line: BudgetLine) -> list[CommitmentRow]:
    """What was taken on a line, oldest first."""
    given_back = Prefetch("releases", Release.objects.order_by("released_on", "pk"))
    rows = line.commitments.select_related("subsidy").prefetch_related(given_back)
    ordered = rows.order_by("committed_on", "pk")
    return [CommitmentRow(one, getattr(one, "subsidy", None)) for one in ordered]
