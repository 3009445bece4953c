"""The filters of the list of orders that come to their end."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from common.lists import Filters

TO_FOLLOW, RUNNING, CLOSED = "a-suivre", "en-cours", "closes"
CREDITED = Q(statement__credit_note__isnull=False)
STATES = {
    TO_FOLLOW: Q(is_near=True) & ~CREDITED,
    RUNNING: Q(is_near=False),
    CLOSED: CREDITED,
}


class EndingFilters(Filters):
    searched = ("number", "supplier__name")

    etat = django_filters.ChoiceFilter(
        label="Où elle en est",
        method="in_state",
        choices=[
            (TO_FOLLOW, "Fin proche ou passée"),
            (RUNNING, "Fin à plus de 30\u00a0jours"),
            (CLOSED, "Close par un avoir"),
        ],
        empty_label="Toutes",
    )

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(STATES[value])
