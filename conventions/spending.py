"""What the pages of a budget line and of a subsidy show."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, Sum

from common.formats import NOT_APPLICABLE, UNKNOWN, day, euros, percent_of, rate
from common.formats import siret as written_siret
from common.gauges import Gauge, gauge
from conventions.enums import Section, Side
from conventions.imputation import wrong_section
from conventions.models import (
    BudgetLine,
    Commitment,
    Release,
    Subsidy,
    SubsidyItem,
    SubsidyPayment,
)

Fact = dict[str, str]
UNREADABLE = (
    "Cette imputation n’a pas une forme connue. Elle est gardée entière, telle que son texte "
    "l’imprime."
)
NO_AMOUNT = "non indiqué par le texte"


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


def line_strip(line: BudgetLine) -> list[Fact]:
    return [
        {"key": "Exercice", "value": str(line.year)},
        {"key": "Section", "value": line.get_section_display()},
        {"key": "Sens", "value": "Recette" if line.is_income else "Dépense"},
        {"key": "Nomenclature", "value": line.norm or UNKNOWN + "e"},
    ]


def line_parts(line: BudgetLine) -> list[Fact]:
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


def line_remarks(line: BudgetLine) -> list[str]:
    """What does not hold on a line: it is shown, and the text rules."""
    found = [] if line.chapter or line.nature else [UNREADABLE]
    if sentence := wrong_section(line.chapter, Section(line.section)):
        found.append(f"{sentence} Le texte fait foi.")
    return found


def line_amounts(line: BudgetLine) -> list[Fact]:
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


def line_gauge(line: BudgetLine) -> Gauge | None:
    """How much of a line is committed."""
    if not line.available or line.is_income:
        return None
    shown = rate(line.committed, line.available)
    return gauge("Engagé", line.committed, line.available, shown)


def budget_totals(lines: QuerySet[BudgetLine]) -> list[Fact]:
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
class SubsidySides:
    """The third party's budget, side by side: sub-totals first, their posts under each."""

    charges: list[SubsidyItem]
    resources: list[SubsidyItem]


def sides(subsidy: Subsidy) -> SubsidySides:
    items = sorted(subsidy.items.all(), key=lambda item: item.position)
    return SubsidySides(
        [item for item in items if item.side == Side.CHARGE],
        [item for item in items if item.side == Side.RESOURCE],
    )


def subsidy_share(subsidy: Subsidy) -> str:
    """`2,06 %`: what the subsidy is of the third party's budget."""
    return percent_of(subsidy.amount, subsidy.third_party_budget)


def with_payments(subsidies: QuerySet[Subsidy]) -> QuerySet[Subsidy]:
    """Each subsidy with its payments, its line and who receives it: four queries in all."""
    paid = Prefetch("payments", SubsidyPayment.objects.order_by("paid_on", "pk"))
    return subsidies.select_related(
        "beneficiary", "deliberation", "commitment__line", "programme"
    ).prefetch_related(paid, "commitment__releases")


PAID, PARTLY, COMMITTED = "payée", "payée en partie", "engagée"
CUT, DROPPED = "soldée", "abandonnée"
SUBSIDY_FAMILIES = {
    PAID: "done",
    CUT: "done",
    PARTLY: "under_way",
    COMMITTED: "to_come",
    DROPPED: "stopped",
}


def payment_state(subsidy: Subsidy) -> str:
    """Told by the payments and by what was given back, never stored."""
    if not subsidy.due:
        return DROPPED
    if not subsidy.paid:
        return COMMITTED
    if subsidy.left:
        return PARTLY
    return PAID if subsidy.due == subsidy.amount else CUT


def report_state(subsidy: Subsidy, today: dt.date) -> tuple[str, str]:
    """The family and the words of the third party's report."""
    if subsidy.report_received_on:
        return "done", f"reçu le {day(subsidy.report_received_on)}"
    if subsidy.is_report_late_on(today):
        return "watch", f"en retard, attendu le {day(subsidy.report_due_on)}"
    if subsidy.report_due_on:
        return "to_come", f"attendu le {day(subsidy.report_due_on)}"
    return "to_come", "aucun jour fixé"


def subsidy_lead(subsidy: Subsidy) -> str:
    return (
        f"{euros(subsidy.amount)} à {subsidy.beneficiary.name}, soit {subsidy_share(subsidy)} "
        f"de son budget de {euros(subsidy.third_party_budget)}. {_payment_lead(subsidy)}"
    )


def _payment_lead(subsidy: Subsidy) -> str:
    state = payment_state(subsidy)
    if state == DROPPED:
        return "Elle est abandonnée\u00a0: tout est rendu à sa ligne."
    if state == CUT:
        back = euros(subsidy.commitment.released)
        return f"{euros(subsidy.paid)} sont payés, le reste ({back}) est rendu à sa ligne."
    if state == PAID:
        return "Elle est payée en entier."
    return f"Il reste {euros(subsidy.left)} à payer." if subsidy.paid else "Rien n’est encore payé."


def subsidy_strip(subsidy: Subsidy, today: dt.date) -> list[Fact]:
    word = payment_state(subsidy)
    family, said = report_state(subsidy, today)
    return [
        {"key": "État", "family": SUBSIDY_FAMILIES[word], "word": word},
        {"key": "Montant", "value": euros(subsidy.amount)},
        {"key": "Payé", "value": euros(subsidy.paid)},
        {"key": "Bilan du tiers", "family": family, "word": said},
    ]


def third_party(subsidy: Subsidy) -> list[Fact]:
    one = subsidy.beneficiary
    return [
        {"key": "Nom", "value": one.name},
        {"key": "SIRET", "value": written_siret(one.siret) if one.siret else UNKNOWN},
        {"key": "Adresse", "value": one.address or UNKNOWN + "e"},
    ]


def subsidy_history(subsidy: Subsidy) -> list[Fact]:
    """Legal days, newest first."""
    steps: list[tuple[dt.date | None, str, str]] = [
        (subsidy.deliberation.session_on, "Subvention votée", str(subsidy.deliberation)),
        (subsidy.commitment.committed_on, "Crédits engagés", euros(subsidy.amount)),
        (subsidy.report_received_on, "Bilan du tiers reçu", ""),
    ]
    steps += [
        (one.paid_on, f"{euros(one.amount)} payés", f"mandat {one.mandat_number}")
        for one in subsidy.payments.all()
    ]
    steps += [
        (one.released_on, f"{euros(one.amount)} dégagés", one.reason)
        for one in subsidy.commitment.releases.all()
    ]
    known = sorted(
        ((on, what, by) for on, what, by in steps if on), key=lambda step: step[0], reverse=True
    )
    return [{"what": what, "at": day(on), "by": by, "was": "", "now": ""} for on, what, by in known]


@dataclass(frozen=True, slots=True)
class Taken:
    """A commitment with what was given back of it, and the subsidy that stands on it, if any."""

    commitment: Commitment
    subsidy: Subsidy | None


def commitments_of(line: BudgetLine) -> list[Taken]:
    """What was taken on a line, oldest first."""
    given_back = Prefetch("releases", Release.objects.order_by("released_on", "pk"))
    rows = line.commitments.select_related("subsidy").prefetch_related(given_back)
    ordered = rows.order_by("committed_on", "pk")
    return [Taken(one, getattr(one, "subsidy", None)) for one in ordered]
