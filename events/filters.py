"""The filters of the journal."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from audit.models import Event
from common.lists import DayFilter, Filters
from common.parsing import clean_search
from common.sort_key import sort_key
from events.enums import VERB_LABELS
from events.querysets import search_events

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
