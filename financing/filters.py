"""The filters of the list of financing plans."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from common.lists import Filters
from common.sort_key import in_reading_order
from financing.enums import Perimeter
from financing.models import Plan
from programmes.models import Programme


class PlanFilters(Filters):
    searched = ("title", "convention__title", "note", "items__label")

    convention = django_filters.ModelChoiceFilter(
        label="Convention", to_field_name="public_id", empty_label="Toutes"
    )
    perimetre = django_filters.ChoiceFilter(
        label="Périmètre", field_name="perimeter", choices=Perimeter.choices, empty_label="Tous"
    )

    def __init__(self, *given: Any, programme: Programme, **more: Any) -> None:
        super().__init__(*given, **more)
        conventions = in_reading_order(programme.conventions.all(), "title", "pk")
        self.filters["convention"].queryset = conventions

    def search(self, rows: QuerySet[Plan], name: str, value: str) -> QuerySet[Plan]:
        return super().search(rows, name, value).distinct()  # a plan has several items
