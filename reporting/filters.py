"""The filters of what is to be looked at."""

import django_filters

from common.lists import Filters
from reporting.enums import AlertKind
from reporting.querysets import AlertQuerySet


class AlertFilters(Filters):
    """Who or what; its kind; whether somebody looked at it."""

    is_posted = True
    searched = ("about",)
    nature = django_filters.ChoiceFilter(
        label="Nature", field_name="kind", choices=AlertKind.choices, empty_label="Toutes"
    )
    etat = django_filters.ChoiceFilter(
        label="État",
        method="in_state",
        choices=[("a-voir", "À voir"), ("vu", "Vu")],
        empty_label="Tous",
    )

    def in_state(self, rows: AlertQuerySet, name: str, value: str) -> AlertQuerySet:
        return rows.to_see() if value == "a-voir" else rows.exclude(seen_at=None)
