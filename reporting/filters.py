"""The filters of the journal, and of what is to be looked at."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from audit.models import Event
from common.lists import DayFilter, Filters
from common.parsing import clean_search
from common.sort_key import sort_key
from reporting.enums import VERB_LABELS, AlertKind
from reporting.querysets import AlertQuerySet, search_events

ACTS = sorted(VERB_LABELS.items(), key=lambda one: sort_key(one[1]))


class JournalFilters(Filters):
    """Author, subject or act in words; an act; `du` and `au` are days, both included."""

    is_posted = True
    acte = django_filters.ChoiceFilter(
        label="Acte", field_name="verb", choices=ACTS, empty_label="Tous"
    )
    du = DayFilter(label="Du", field_name="at", lookup_expr="date__gte", help_text="")
    au = DayFilter(label="Jusqu’au", field_name="at", lookup_expr="date__lte", help_text="")

    def search(self, rows: QuerySet[Event], name: str, value: str) -> QuerySet[Any]:
        return search_events(rows, clean_search(value))


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
