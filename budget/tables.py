"""The lists of budget lines and of subsidies."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from budget.models import BudgetLine, Subsidy
from budget.readings import PAYMENT_STATE_FAMILIES, payment_state, report_state
from common.formats import NOT_APPLICABLE, NOT_STATED, number
from common.sheets import Share
from common.tables import HIDDEN_ON_PHONE, NUM, NUM_HIDDEN_ON_PHONE, EurosColumn, Table, state

NO_WRAP = {"td": {"class": "nowrap"}}


class BudgetLineTable(Table):
    caption = "Lignes budgétaires"

    imputation = tables.Column(
        verbose_name="Imputation",
        linkify=("budget:budget-line", {"public_id": tables.A("public_id")}),
        order_by=("imputation", "operation"),
    )
    operation = tables.Column(verbose_name="Opération", default=NOT_STATED, attrs=NO_WRAP)
    label = tables.Column(verbose_name="Libellé", default=NOT_STATED, attrs=HIDDEN_ON_PHONE)
    year = tables.Column(verbose_name="Exercice", order_by=("year", "imputation"))
    section = tables.Column(
        verbose_name="Section", attrs=HIDDEN_ON_PHONE, order_by=("section", "imputation")
    )
    is_income = tables.Column(verbose_name="Sens", order_by=("is_income", "imputation"))
    authorised = EurosColumn(
        verbose_name="AP ou AE (€)", default=NOT_STATED, attrs=NUM_HIDDEN_ON_PHONE
    )
    assigned = EurosColumn(
        verbose_name="Affecté (€)", default=NOT_STATED, attrs=NUM_HIDDEN_ON_PHONE
    )
    available = EurosColumn(verbose_name="Disponible (€)", default=NOT_STATED)
    committed = EurosColumn(verbose_name="Engagé (€)", attrs=NUM_HIDDEN_ON_PHONE)
    balance = EurosColumn(verbose_name="Solde (€)", default=NOT_APPLICABLE, orderable=False)

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = "Aucune ligne budgétaire encore."

    def render_is_income(self, record: BudgetLine) -> str:
        return "Recette" if record.is_income else "Dépense"

    value_is_income = render_is_income

    def render_committed(self, record: BudgetLine) -> str:
        return NOT_APPLICABLE if record.is_income else number(record.committed, 2)

    def value_committed(self, record: BudgetLine) -> Decimal | None:
        return None if record.is_income else record.committed


class SubsidyTable(Table):
    """Subsidies; a report due before `today` is late."""

    caption = "Subventions versées"

    purpose = tables.Column(
        verbose_name="Objet",
        linkify=("budget:subsidy", {"public_id": tables.A("public_id")}),
    )
    beneficiary = tables.Column(verbose_name="Bénéficiaire", order_by="beneficiary__name")
    deliberation = tables.Column(
        verbose_name="Délibération",
        accessor="deliberation__number",
        attrs=HIDDEN_ON_PHONE,
    )
    amount = EurosColumn(verbose_name="Montant (€)")
    third_party_budget = EurosColumn(verbose_name="Budget du tiers (€)", attrs=NUM_HIDDEN_ON_PHONE)
    share = tables.Column(verbose_name="Part", empty_values=(), orderable=False, attrs=NUM)
    state = tables.Column(verbose_name="État", empty_values=(), orderable=False)
    report = tables.Column(verbose_name="Bilan", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = "Aucune subvention versée encore."

    def __init__(self, *given: Any, today: dt.date, **more: Any) -> None:
        self.today = today
        super().__init__(*given, **more)

    def render_share(self, record: Subsidy) -> Share:
        return Share(record.amount, record.third_party_budget)

    value_share = render_share

    def render_state(self, record: Subsidy) -> SafeString:
        word = payment_state(record)
        return state(PAYMENT_STATE_FAMILIES[word], word)

    def value_state(self, record: Subsidy) -> str:
        return payment_state(record)

    def render_report(self, record: Subsidy) -> SafeString:
        return state(*report_state(record, self.today))

    def value_report(self, record: Subsidy) -> str:
        return report_state(record, self.today)[1]
