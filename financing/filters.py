"""The filters of the list of financing plans."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from common.lists import Filters
from common.parsing import clean_search
from common.sort_key import in_reading_order
from conventions.models import Convention
from financing.enums import Perimeter
from financing.models import Plan
from programmes.models import Programme


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
        self.filters["convention"].queryset = in_reading_order(
            programme.conventions.all(), "title", "pk"
        )

    def search(self, rows: QuerySet[Plan], name: str, value: str) -> QuerySet[Plan]:
        words = clean_search(value)
        return rows.filter(
            Q(title__icontains=words)
            | Q(convention__title__icontains=words)
            | Q(note__icontains=words)
            | Q(items__label__icontains=words)
        ).distinct()
