"""The filters of the lists of budget lines and of subsidies."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from budget.enums import Section
from budget.models import BudgetLine, Subsidy
from common.lists import Filters
from programmes.models import Programme

SPENDING, INCOME = "depense", "recette"
REPORT_RECEIVED, REPORT_WAITING = "recu", "attendu"


class BudgetFilters(Filters):
    searched = ("imputation", "operation", "label", "deliberation__number")

    exercice = django_filters.ChoiceFilter(
        label="Exercice", field_name="year", empty_label="Tous", choices=[]
    )
    section = django_filters.ChoiceFilter(
        label="Section", choices=Section.choices, empty_label="Toutes"
    )
    sens = django_filters.ChoiceFilter(
        label="Sens",
        method="income_or_spending",
        choices=[(SPENDING, "Dépense"), (INCOME, "Recette")],
        empty_label="Tous",
    )

    def __init__(self, *given: Any, programme: Programme, **more: Any) -> None:
        super().__init__(*given, **more)
        years = programme.budget_lines.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["exercice"].extra["choices"] = [(str(year), str(year)) for year in years]

    def income_or_spending(
        self, rows: QuerySet[BudgetLine], name: str, value: str
    ) -> QuerySet[BudgetLine]:
        return rows.filter(is_income=value == INCOME)


class SubsidyFilters(Filters):
    searched = ("purpose", "beneficiary__name", "deliberation__number")

    exercice = django_filters.ChoiceFilter(
        label="Exercice", field_name="commitment__line__year", empty_label="Tous", choices=[]
    )
    bilan = django_filters.ChoiceFilter(
        label="Bilan",
        method="report",
        choices=[(REPORT_RECEIVED, "Reçu"), (REPORT_WAITING, "Pas encore reçu")],
        empty_label="Tous",
    )

    def __init__(self, *given: Any, programme: Programme, **more: Any) -> None:
        super().__init__(*given, **more)
        lines = programme.budget_lines.filter(commitments__subsidy__isnull=False)
        years = lines.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["exercice"].extra["choices"] = [(str(year), str(year)) for year in years]

    def report(self, rows: QuerySet[Subsidy], name: str, value: str) -> QuerySet[Subsidy]:
        return rows.filter(report_received_on__isnull=value == REPORT_WAITING)
