"""What the page of a budget line shows, and the totals of the list."""

from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from budget.enums import Section
from budget.models import BudgetLine, Commitment, Release
from budget.rules import wrong_section
from common.formats import NOT_APPLICABLE, NOT_STATED, day, euros, rate
from common.gauges import Gauge, gauge

UNREADABLE = (
    "Cette imputation n’a pas une forme connue. Elle est gardée entière, telle que son texte "
    "l’imprime."
)


def budget_line_page(line: BudgetLine) -> dict[str, Any]:
    """The template context: the line in parts, its amounts, its commitments."""
    return {
        "line": line,
        "lead": budget_line_summary(line),
        "strip": _key_facts(line),
        "parts": _parts(line),
        "remarks": _remarks(line),
        "amounts": _amounts(line),
        "gauge": _committed_gauge(line),
        "phases": list(line.phases.order_by("year")),
        "commitments": _commitments(line),
    }


def budget_line_summary(line: BudgetLine) -> str:
    """A sentence on what may still be committed, or why nothing can be."""
    if line.is_income:
        return f"Recette attendue au budget {line.year}. Rien ne s’y engage."
    if line.committable is None:
        return f"Dépense du budget {line.year}. Le texte ne donne aucun crédit disponible."
    word = "affectés" if line.available is None else "disponibles"
    if not line.balance:
        return f"Tout est engagé\u00a0: il ne reste rien des {euros(line.committable)} {word}."
    return f"Il reste {euros(line.balance)} à engager sur {euros(line.committable)} {word}."


def line_totals(lines: QuerySet[BudgetLine]) -> list[dict[str, str]]:
    """The totals of the lines of spending of a list; empty when it has none."""
    spent = lines.filter(is_income=False).order_by()
    ready = Coalesce("available", "assigned")
    sums = spent.aggregate(
        allowed=Sum("authorised"),
        ready=Sum(ready),
        taken=Sum("committed", filter=Q(available__isnull=False) | Q(assigned__isnull=False)),
    )
    columns = [("AP ou AE", sums["allowed"]), ("Disponible ou affecté", sums["ready"])]
    if sums["ready"] is not None:
        columns += [("Engagé", sums["taken"]), ("Solde", sums["ready"] - sums["taken"])]
    return [{"key": f"{key}, dépenses", "value": euros(v)} for key, v in columns if v is not None]


def _key_facts(line: BudgetLine) -> list[dict[str, str]]:
    vote = line.deliberation
    decided = {"value": NOT_STATED + "e"}
    if vote:
        decided["value"] = f"n°\u00a0{vote.number} du {day(vote.session_on)}"
        decided["url"] = reverse("dossiers:deliberation", args=[vote.public_id])
    return [
        {"key": "Exercice", "value": str(line.year)},
        {"key": "Section", "value": line.get_section_display()},
        {"key": "Sens", "value": "Recette" if line.is_income else "Dépense"},
        {"key": "Nomenclature", "value": line.norm or NOT_STATED + "e"},
        {"key": "Délibération", **decided},
    ]


def _parts(line: BudgetLine) -> list[dict[str, str]]:
    """The parts of the imputation, with their names."""
    named = [
        ("Imputation", line.imputation),
        ("Chapitre", line.chapter),
        ("Fonction", line.function),
        ("Nature", line.nature),
        ("Programme budgétaire", line.budget_programme),
        ("Opération", line.operation),
        ("Libellé", line.label),
    ]
    return [{"key": key, "value": value or NOT_STATED} for key, value in named]


def _remarks(line: BudgetLine) -> list[str]:
    """Sentences on what is irregular in a line."""
    found = [] if line.chapter or line.nature else [UNREADABLE]
    if sentence := wrong_section(line.chapter, Section(line.section)):
        found.append(f"{sentence} Le texte fait foi.")
    return found


def _amounts(line: BudgetLine) -> list[dict[str, str]]:
    """The columns of the text, then the committed amount and the balance."""
    columns = [
        ("AP ou AE", line.authorised),
        ("Affecté", line.assigned),
        ("CP", line.credits),
        ("Disponible", line.available),
        ("Proposition", line.proposed),
    ]
    rows = [{"key": key, "value": euros(v) if v is not None else NOT_STATED} for key, v in columns]
    if line.is_income:
        return rows
    balance = NOT_APPLICABLE if line.balance is None else euros(line.balance)
    rows.append({"key": "Engagé", "value": euros(line.committed)})
    return [*rows, {"key": "Solde", "value": balance}]


def _committed_gauge(line: BudgetLine) -> Gauge | None:
    """The part of a line that is committed."""
    if not line.committable or line.is_income:
        return None
    shown = rate(line.committed, line.committable)
    return gauge("Engagé", line.committed, line.committable, shown)


def _commitments(line: BudgetLine) -> list[Commitment]:
    """The commitments of a line, oldest first, each with `subsidy_public_id`, if it is for one."""
    releases = Prefetch("releases", Release.objects.order_by("released_on", "pk"))
    rows = line.commitments.annotate(subsidy_public_id=F("subsidy__public_id"))
    return list(rows.prefetch_related(releases).order_by("committed_on", "pk"))
