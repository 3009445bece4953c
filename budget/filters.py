"""The filters of the lists of budget lines and of subsidies."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from budget.enums import Section
from budget.models import BudgetLine, Subsidy
from common.lists import Filters

SPENDING, INCOME = "depense", "recette"
REPORT_RECEIVED, REPORT_WAITING = "recu", "attendu"


class YearFilter(django_filters.ChoiceFilter):
    """A budget year among those of the rows, the latest first."""

    parent: Any  # the filters of the list

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": "Exercice", "empty_label": "Tous", **kwargs})

    @property
    def field(self) -> Any:
        rows = self.parent.queryset.order_by(f"-{self.field_name}")
        years = rows.values_list(self.field_name, flat=True).distinct()
        self.extra["choices"] = [(str(year), str(year)) for year in years]
        return super().field


class BudgetFilters(Filters):
    searched = ("imputation", "operation", "label", "deliberation__number")

    exercice = YearFilter(field_name="year")
    section = django_filters.ChoiceFilter(
        label="Section", choices=Section.choices, empty_label="Toutes"
    )
    sens = django_filters.ChoiceFilter(
        label="Sens",
        method="income_or_spending",
        choices=[(SPENDING, "Dépense"), (INCOME, "Recette")],
        empty_label="Tous",
    )

    def income_or_spending(
        self, rows: QuerySet[BudgetLine], name: str, value: str
    ) -> QuerySet[BudgetLine]:
        return rows.filter(is_income=value == INCOME)


class SubsidyFilters(Filters):
    searched = ("purpose", "beneficiary__name", "deliberation__number")

    exercice = YearFilter(field_name="commitment__line__year")
    bilan = django_filters.ChoiceFilter(
        label="Bilan",
        method="report",
        choices=[(REPORT_RECEIVED, "Reçu"), (REPORT_WAITING, "Pas encore reçu")],
        empty_label="Tous",
    )

    def report(self, rows: QuerySet[Subsidy], name: str, value: str) -> QuerySet[Subsidy]:
        return rows.filter(report_received_on__isnull=value == REPORT_WAITING)
