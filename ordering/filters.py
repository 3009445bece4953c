"""The filters of the lists of orders and of markets."""

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet

from common.lists import Filters
from distribution.models import Order

TO_DELIVER, WITHOUT_MANDAT, IN_SERVICE = "a-livrer", "sans-mandat", "en-service"
STATES = {
    TO_DELIVER: Q(delivered__lt=F("ordered")),
    WITHOUT_MANDAT: Q(active__lt=F("delivered")),
    IN_SERVICE: Q(active__gt=0),
}


class OrderYear(django_filters.ChoiceFilter):
    """A year in which something was ordered, the latest first."""

    parent: Any  # the filters of the list

    @property
    def field(self) -> Any:
        days = self.parent.queryset.order_by("-ordered_on").values_list("ordered_on", flat=True)
        years = dict.fromkeys(day.year for day in days)
        self.extra["choices"] = [(str(year), str(year)) for year in years]
        return super().field


class OrderFilters(Filters):
    searched = ("number", "supplier__name", "market__number", "note")

    annee = OrderYear(
        field_name="ordered_on", lookup_expr="year", label="Année", empty_label="Toutes"
    )
    etat = django_filters.ChoiceFilter(
        label="Où elle en est",
        method="in_state",
        choices=[
            (TO_DELIVER, "Des pass à livrer"),
            (WITHOUT_MANDAT, "Des pass sans mandat"),
            (IN_SERVICE, "Des pass en service"),
        ],
        empty_label="Toutes",
    )

    def in_state(self, rows: QuerySet[Order], name: str, value: str) -> QuerySet[Order]:
        return rows.filter(STATES[value])


class MarketFilters(Filters):
    searched = ("number", "subject", "holder__name")
