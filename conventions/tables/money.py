"""Financing plans, budget lines and subsidies."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.formats import number, percent_of
from common.tables import NUM, EurosColumn, NumberColumn, Table, state
from conventions import rules
from conventions.financing import balance
from conventions.models import BudgetLine, Plan, Subsidy
from conventions.spending import SUBSIDY_FAMILIES, payment_state, report_state

BEYOND = {"td": {"class": "beyond-phone"}, "th": {"class": "beyond-phone"}}
FAR = {"td": {"class": "num beyond-phone"}, "th": {"class": "num beyond-phone"}}
CODE = {"td": {"class": "nowrap"}}
NONE = "sans objet"


class PlanTable(Table):
    """`aid` and `own` are given by `financing.with_aid`."""

    caption = "Plans de financement"

    title = tables.Column(
        verbose_name="Plan",
        linkify=("conventions:plan", {"public_id": tables.A("public_id")}),
        order_by=("title", "pk"),
    )
    convention = tables.Column(
        verbose_name="Convention", default="aucune", order_by=("convention__title", "pk")
    )
    perimeter = tables.Column(verbose_name="Périmètre", order_by=("perimeter", "title", "pk"))
    total = EurosColumn(verbose_name="Total (€)", order_by=("total", "pk"))
    aid = EurosColumn(verbose_name="Aides publiques (€)", default="0,00", order_by=("aid", "pk"))
    aid_share = tables.Column(
        verbose_name="Part des aides", empty_values=(), orderable=False, attrs=NUM
    )
    own = EurosColumn(verbose_name="Part propre (€)", default=NONE, order_by=("own", "pk"))

    class Meta(Table.Meta):
        model = Plan
        fields = ("title", "convention", "perimeter", "total", "aid", "aid_share", "own")
        order_by_field = "tri"
        empty_text = "Aucun plan de financement encore."

    def render_aid_share(self, record: Any) -> str:
        aid = record.aid or Decimal(0)
        limits = [] if record.aid_limit is None else [record.aid_limit]
        return percent_of(aid, record.total, rules.percent_digits(aid, record.total, limits))

    def value_aid(self, record: Any) -> Decimal:
        return Decimal(record.aid or 0)


class BudgetLineTable(Table):
    caption = "Lignes budgétaires"

    imputation = tables.Column(
        verbose_name="Imputation",
        linkify=("conventions:budget-line", {"public_id": tables.A("public_id")}),
        order_by=("imputation", "operation", "pk"),
    )
    operation = tables.Column(
        verbose_name="Opération", default=NONE, attrs=CODE, order_by=("operation", "pk")
    )
    label = tables.Column(
        verbose_name="Libellé", default=NONE, attrs=BEYOND, order_by=("label", "pk")
    )
    year = tables.Column(verbose_name="Exercice", order_by=("year", "imputation", "pk"))
    section = tables.Column(
        verbose_name="Section", attrs=BEYOND, order_by=("section", "imputation", "pk")
    )
    is_income = tables.Column(verbose_name="Sens", order_by=("is_income", "imputation", "pk"))
    authorised = EurosColumn(
        verbose_name="AP ou AE (€)", default=NONE, attrs=FAR, order_by=("authorised", "pk")
    )
    available = EurosColumn(
        verbose_name="Disponible (€)", default=NONE, order_by=("available", "pk")
    )
    committed = EurosColumn(verbose_name="Engagé (€)", attrs=FAR, order_by=("committed", "pk"))
    balance = NumberColumn(verbose_name="Solde (€)", empty_values=(), attrs=NUM, orderable=False)

    class Meta(Table.Meta):
        model = BudgetLine
        fields = (
            "imputation",
            "operation",
            "label",
            "year",
            "section",
            "is_income",
            "authorised",
            "available",
            "committed",
            "balance",
        )
        order_by_field = "tri"
        empty_text = "Aucune ligne budgétaire encore."

    def render_is_income(self, record: BudgetLine) -> str:
        return "Recette" if record.is_income else "Dépense"

    def value_is_income(self, record: BudgetLine) -> str:
        return self.render_is_income(record)

    def render_committed(self, record: BudgetLine) -> str:
        return NONE if record.is_income else number(record.committed, 2)

    def value_committed(self, record: BudgetLine) -> Decimal | None:
        return None if record.is_income else record.committed

    def render_balance(self, record: BudgetLine) -> str:
        return balance(record.available, record.committed)

    def value_balance(self, record: BudgetLine) -> Decimal | None:
        return record.balance


class SubsidyTable(Table):
    """`today` tells which reports are late."""

    caption = "Subventions versées"

    purpose = tables.Column(
        verbose_name="Objet",
        linkify=("conventions:subsidy", {"public_id": tables.A("public_id")}),
        order_by=("purpose", "pk"),
    )
    beneficiary = tables.Column(verbose_name="Bénéficiaire", order_by=("beneficiary__name", "pk"))
    deliberation = tables.Column(
        verbose_name="Délibération",
        accessor="deliberation__number",
        attrs=BEYOND,
        order_by=("deliberation__number", "pk"),
    )
    amount = EurosColumn(verbose_name="Montant (€)", order_by=("amount", "pk"))
    third_party_budget = EurosColumn(
        verbose_name="Budget du tiers (€)", attrs=FAR, order_by=("third_party_budget", "pk")
    )
    share = tables.Column(verbose_name="Part", empty_values=(), orderable=False, attrs=NUM)
    state = tables.Column(verbose_name="État", empty_values=(), orderable=False)
    report = tables.Column(verbose_name="Bilan", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        model = Subsidy
        fields = (
            "purpose",
            "beneficiary",
            "deliberation",
            "amount",
            "third_party_budget",
            "share",
            "state",
            "report",
        )
        order_by_field = "tri"
        empty_text = "Aucune subvention versée encore."

    def __init__(self, *given: Any, today: dt.date, **more: Any) -> None:
        self.today = today
        super().__init__(*given, **more)

    def render_share(self, record: Subsidy) -> str:
        return percent_of(record.amount, record.third_party_budget)

    def render_state(self, record: Subsidy) -> SafeString:
        word = payment_state(record)
        return state(SUBSIDY_FAMILIES[word], word)

    def value_state(self, record: Subsidy) -> str:
        return payment_state(record)

    def render_report(self, record: Subsidy) -> SafeString:
        return state(*report_state(record, self.today))

    def value_report(self, record: Subsidy) -> str:
        return report_state(record, self.today)[1]
