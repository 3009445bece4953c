"""The filters of the list of financing plans."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from common.lists import Filters
from common.sort_key import in_reading_order
from conventions.models import Convention
from financing.enums import Perimeter
from financing.models import Plan
from programmes.models import Programme


class PlanFilters(Filters):
    searched = ("title", "convention__title", "note", "items__label")

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
        self.filters["convention"].queryset = in_reading_order(
            programme.conventions.all(), "title", "pk"
        )

    def search(self, rows: QuerySet[Plan], name: str, value: str) -> QuerySet[Plan]:
        return super().search(rows, name, value).distinct()  # a plan has several items
