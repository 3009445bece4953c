"""Financing plans, budget lines and subsidies."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse

from common.tables import NUM, EurosColumn, NumberColumn, Table
from conventions.financing import balance
from conventions.models import BudgetLine, Plan, Subsidy

BEYOND = {"td": {"class": "beyond-phone"}, "th": {"class": "beyond-phone"}}


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
