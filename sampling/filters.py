"""The filters of the list of draws."""

import django_filters
from django.db.models import QuerySet

from common.lists import Filters
from common.parsing import parse_whole, without_number_sign
from sampling.enums import Population
from sampling.models import Draw


class DrawFilters(Filters):
    searched = ("depot__name", "drawn_by")

    parmi = django_filters.ChoiceFilter(
        field_name="population", label="Parmi", choices=Population.choices, empty_label="Tout"
    )

    def search(self, rows: QuerySet[Draw], name: str, value: str) -> QuerySet[Draw]:
        """By the number of a draw, too."""
        number = parse_whole(without_number_sign(value))
        numbered = rows.filter(number=number) if number else rows.none()
        return super().search(rows, name, value) | numbered
