"""The filters of the list of occurrences."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Q

from common.lists import DayFilter, Filters
from common.sort_key import in_reading_order
from deadlines.enums import OccurrenceState
from deadlines.querysets import OccurrenceQuerySet
from programmes.models import Programme
from programmes.querysets import users_who_follow_obligations

LATE, PENDING = "retard", "a-faire"  # in the address
STATES = [
    (PENDING, "À faire"),
    (LATE, "En retard"),
    (OccurrenceState.TO_PREPARE.value, "À préparer"),
    (OccurrenceState.READY.value, "Prête"),
    (OccurrenceState.SENT.value, "Envoyée ou faite"),
    (OccurrenceState.WAIVED.value, "Dispensée"),
    (OccurrenceState.EARLIER.value, "Antérieure"),
]
NO_RESPONSIBLE = "personne"  # in the address


class OccurrenceFilters(Filters):
    """The filters of the occurrences of a programme; those before `today` are late."""

    searched = ("obligation__title", "obligation__convention__title")
    searched_exactly = ("obligation__article",)

    etat = django_filters.ChoiceFilter(
        label="État", method="in_state", choices=STATES, empty_label="Tous"
    )
    convention = django_filters.ModelChoiceFilter(
        label="Convention",
        field_name="obligation__convention",
        to_field_name="public_id",
        empty_label="Toutes",
    )
    responsable = django_filters.ChoiceFilter(
        label="Responsable", method="of_responsible", empty_label="Tous"
    )
    du = DayFilter(label="Du", field_name="due_on", lookup_expr="gte", help_text="")
    au = DayFilter(label="Au", field_name="due_on", lookup_expr="lte", help_text="")

    def __init__(self, *given: Any, programme: Programme, today: dt.date, **more: Any) -> None:
        self.today = today
        super().__init__(*given, **more)
        conventions = in_reading_order(programme.conventions.all(), "title", "pk")
        self.filters["convention"].queryset = conventions
        people = users_who_follow_obligations(programme)
        people = in_reading_order(people, "last_name", "first_name", "pk")
        self.filters["responsable"].extra["choices"] = [
            *((str(user.pk), str(user)) for user in people),
            (NO_RESPONSIBLE, "Sans responsable"),
        ]

    def in_state(self, rows: OccurrenceQuerySet, name: str, value: str) -> OccurrenceQuerySet:
        if value == LATE:
            return rows.late_on(self.today)
        return rows.pending() if value == PENDING else rows.filter(state=value)

    def of_responsible(self, rows: OccurrenceQuerySet, name: str, value: str) -> OccurrenceQuerySet:
        if value == NO_RESPONSIBLE:
            return rows.filter(responsible=None, obligation__responsible=None)
        of_user = Q(responsible=value) | Q(responsible=None, obligation__responsible=value)
        return rows.filter(of_user)
