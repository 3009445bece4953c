"""The filters of the list of blocked carnets."""

import django_filters
from django.db.models import QuerySet

from common.lists import Filters
from incidents.enums import Cause
from incidents.models import Block

OPEN, LIFTED = "bloque", "leve"


class BlockFilters(Filters):
    searched = ("note", "lift_reason", "declared_by", "carnet__hand_out__depot__name")

    etat = django_filters.ChoiceFilter(
        label="État",
        method="in_state",
        choices=[(OPEN, "Bloqués"), (LIFTED, "Débloqués")],
        empty_label="Tous",
    )
    cause = django_filters.ChoiceFilter(label="Cause", choices=Cause.choices, empty_label="Toutes")

    def in_state(self, rows: QuerySet[Block], name: str, value: str) -> QuerySet[Block]:
        return rows.filter(lifted_at__isnull=value == OPEN)
