"""The filters of the list of counts."""

import django_filters
from django.db.models import QuerySet

from common.lists import Filters
from common.parsing import parse_whole, without_number_sign
from counts.enums import CountState
from counts.models import Count


class CountFilters(Filters):
    searched = ("depot__name", "opened_by", "ended_by")

    etat = django_filters.ChoiceFilter(
        field_name="state", label="État", choices=CountState.choices, empty_label="Tous"
    )

    def search(self, rows: QuerySet[Count], name: str, value: str) -> QuerySet[Count]:
        """By the number of a count, too."""
        number = parse_whole(without_number_sign(value))
        numbered = rows.filter(number=number) if number else rows.none()
        return super().search(rows, name, value) | numbered
