"""The lists of conventions, deliberations, budget lines, plans and subsidies."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse

from common import formats
from common.tables import NUM, DayColumn, EurosColumn, NumberColumn, StateColumn, Table
from conventions.enums import AvenantState, ConventionState
from conventions.financing import balance
from conventions.models import BudgetLine, Convention, Deliberation, Plan, Subsidy

CONVENTION_FAMILIES: dict[str, str] = {
    ConventionState.DRAFT: "to_come",
    ConventionState.VOTED: "under_way",
    ConventionState.SIGNED: "done",
    ConventionState.CLOSED: "done",
    ConventionState.TERMINATED: "stopped",
}
AVENANT_FAMILIES: dict[str, str] = {
    AvenantState.DRAFT: "to_come",
    AvenantState.VOTED: "under_way",
    AvenantState.SIGNED: "done",
    AvenantState.ABANDONED: "stopped",
}
BEYOND = {"td": {"class": "beyond-phone"}, "th": {"class": "beyond-phone"}}


class ConventionTable(Table):
    """`end` and `grant` are those in force on the day that the view asks."""

    caption = "Valeurs en vigueur"

    title = tables.Column(
        verbose_name="Convention",
        linkify=("conventions:detail", {"public_id": tables.A("public_id")}),
    )
    funder = tables.Column(verbose_name="Financeur", order_by=("funder__name", "title"))
    state = StateColumn(families=CONVENTION_FAMILIES, verbose_name="État")
    signed_on = DayColumn(verbose_name="Signée le", default="jour pas connu")
    end = DayColumn(verbose_name="Fin de l’action", default="aucune en vigueur")
    grant = EurosColumn(verbose_name="Subvention (€)", default="aucune en vigueur")

    class Meta(Table.Meta):
        model = Convention
        fields = ("title", "funder", "state", "signed_on", "end", "grant")
        order_by_field = "tri-conventions"


class DeliberationTable(Table):
    caption = "Votes"

    number = tables.Column(
        verbose_name="Numéro",
        attrs={"td": {"class": "nowrap"}},
        linkify=("conventions:deliberation", {"public_id": tables.A("public_id")}),
    )
    session_on = DayColumn(verbose_name="Séance")
    subject = tables.Column(verbose_name="Objet", orderable=False)
    assembly = tables.Column(verbose_name="Assemblée", attrs=BEYOND)
    votes_for = tables.Column(verbose_name="Vote", orderable=False, empty_values=())

    class Meta(Table.Meta):
        model = Deliberation
        fields = ("number", "session_on", "subject", "assembly", "votes_for")
        sequence = ("number", "session_on", "subject", "assembly", "votes_for")
        order_by_field = "sort"
        order_by = "-session_on"

    def render_votes_for(self, record: Deliberation) -> str:
        return votes(record)


def votes(deliberation: Deliberation) -> str:
    """`43 pour, 0 contre, 0 abstention`."""
    if deliberation.votes_for is None:
        return "vote non communiqué"
    return (
        f"{deliberation.votes_for}\u00a0pour, {deliberation.votes_against}\u00a0contre, "
        f"{formats.count(deliberation.abstentions or 0, 'abstention')}"
    )


class PlanTable(Table):
    caption = "Plans de financement"

    title = tables.Column(
        verbose_name="Plan",
        linkify=lambda record: (
            reverse("conventions:detail", args=[record.convention.public_id])
            if record.convention
            else None
        ),
    )
    convention = tables.Column(verbose_name="Convention", default="sans objet")
    total = EurosColumn(verbose_name="Total (€)")

    class Meta(Table.Meta):
        model = Plan
        fields = ("title", "convention", "total")
        orderable = False


class BudgetLineTable(Table):
    caption = "Lignes budgétaires"

    imputation = tables.Column(verbose_name="Imputation")
    operation = tables.Column(verbose_name="Opération", default="sans objet")
    label = tables.Column(verbose_name="Libellé", attrs=BEYOND)
    year = tables.Column(verbose_name="Exercice")
    is_income = tables.Column(verbose_name="Sens")
    authorised = EurosColumn(verbose_name="AP ou AE (€)", default="sans objet")
    available = EurosColumn(verbose_name="CP (€)", default="sans objet")
    committed = EurosColumn(verbose_name="Engagé (€)")
    balance = NumberColumn(verbose_name="Solde (€)", empty_values=(), attrs=NUM)

    class Meta(Table.Meta):
        model = BudgetLine
        fields = (
            "imputation",
            "operation",
            "label",
            "year",
            "is_income",
            "authorised",
            "available",
            "committed",
            "balance",
        )
        orderable = False
        attrs = {"class": "accounts"}

    def render_is_income(self, value: Any, record: BudgetLine) -> str:
        return "Recette" if record.is_income else "Dépense"

    def render_balance(self, record: BudgetLine) -> str:
        return balance(record.available, record.committed)


class SubsidyTable(Table):
    caption = "Subventions versées"

    purpose = tables.Column(
        verbose_name="Objet",
        linkify=("conventions:deliberation", {"public_id": tables.A("deliberation__public_id")}),
    )
    beneficiary = tables.Column(verbose_name="Bénéficiaire")
    amount = EurosColumn(verbose_name="Montant (€)")
    third_party_budget = EurosColumn(verbose_name="Budget du tiers (€)")

    class Meta(Table.Meta):
        model = Subsidy
        fields = ("purpose", "beneficiary", "amount", "third_party_budget")
        orderable = False
