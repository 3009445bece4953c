"""The filters of the list of blocked carnets."""

import django_filters
from django.db.models import QuerySet

from common.lists import Filters
from common.parsing import parse_whole, without_number_sign
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

    def search(self, rows: QuerySet[Block], name: str, value: str) -> QuerySet[Block]:
        """By the number of a carnet, too."""
        number = parse_whole(without_number_sign(value))
        numbered = rows.filter(carnet__number=number) if number else rows.none()
        return super().search(rows, name, value) | numbered

    def in_state(self, rows: QuerySet[Block], name: str, value: str) -> QuerySet[Block]:
        return rows.filter(lifted_at__isnull=value == OPEN)
