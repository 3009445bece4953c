"""The filters of the lists of plans, of budget lines and of subsidies."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from common.lists import Filters
from conventions.enums import Perimeter, Section
from conventions.models import BudgetLine, Convention, Plan, Programme, Subsidy

SPENDING, INCOME = "depense", "recette"
REPORT_RECEIVED, REPORT_WAITING = "recu", "attendu"


def words(value: str) -> str:
    return value.replace("\0", "").strip()


class PlanFilters(Filters):
    q = django_filters.CharFilter(label="Chercher", method="search")
    convention = django_filters.ModelChoiceFilter(
        label="Convention",
        queryset=Convention.objects.none(),
        to_field_name="public_id",
        empty_label="Toutes",
    )
    perimetre = django_filters.ChoiceFilter(
        label="Périmètre", field_name="perimeter", choices=Perimeter.choices, empty_label="Tous"
    )

    def __init__(self, *given: Any, programme: Programme, **more: Any) -> None:
        super().__init__(*given, **more)
        self.filters["convention"].queryset = programme.conventions.order_by("title", "pk")

    def search(self, rows: QuerySet[Plan], name: str, value: str) -> QuerySet[Plan]:
        said = words(value)
        return rows.filter(
            Q(title__icontains=said)
            | Q(convention__title__icontains=said)
            | Q(note__icontains=said)
            | Q(items__label__icontains=said)
        ).distinct()


class BudgetFilters(Filters):
    q = django_filters.CharFilter(label="Chercher", method="search")
    exercice = django_filters.ChoiceFilter(
        label="Exercice", field_name="year", empty_label="Tous", choices=[]
    )
    section = django_filters.ChoiceFilter(
        label="Section", choices=Section.choices, empty_label="Toutes"
    )
    sens = django_filters.ChoiceFilter(
        label="Sens",
        method="on_side",
        choices=[(SPENDING, "Dépense"), (INCOME, "Recette")],
        empty_label="Tous",
    )

    def __init__(self, *given: Any, programme: Programme, **more: Any) -> None:
        super().__init__(*given, **more)
        years = programme.budget_lines.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["exercice"].extra["choices"] = [(str(year), str(year)) for year in years]

    def search(self, rows: QuerySet[BudgetLine], name: str, value: str) -> QuerySet[BudgetLine]:
        said = words(value)
        return rows.filter(
            Q(imputation__icontains=said)
            | Q(operation__icontains=said)
            | Q(label__icontains=said)
            | Q(deliberation__number__icontains=said)
        )

    def on_side(self, rows: QuerySet[BudgetLine], name: str, value: str) -> QuerySet[BudgetLine]:
        return rows.filter(is_income=value == INCOME)


class SubsidyFilters(Filters):
    q = django_filters.CharFilter(label="Chercher", method="search")
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

    def search(self, rows: QuerySet[Subsidy], name: str, value: str) -> QuerySet[Subsidy]:
        said = words(value)
        return rows.filter(
            Q(purpose__icontains=said)
            | Q(beneficiary__name__icontains=said)
            | Q(deliberation__number__icontains=said)
        )

    def report(self, rows: QuerySet[Subsidy], name: str, value: str) -> QuerySet[Subsidy]:
        return rows.filter(report_received_on__isnull=value == REPORT_WAITING)
