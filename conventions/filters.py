"""The filters of the list of conventions."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from accounts.models import Organisation
from common.forms import DayField
from common.lists import Filters
from common.sort_key import in_reading_order
from conventions.enums import ConventionState
from conventions.models import Convention
from conventions.rules.as_of import Situation
from programmes.models import Programme


class DayFilter(django_filters.Filter):
    """A day that filters no row: see `ConventionFilters.situation`."""

    field_class = DayField

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class ConventionFilters(Filters):
    """`jour` and `connu` fix the situation in which the list is read; they hide no row."""

    q = django_filters.CharFilter(label="Chercher", method="search")
    financeur = django_filters.ModelChoiceFilter(
        field_name="funder",
        label="Financeur",
        queryset=Organisation.objects.none(),
        empty_label="Tous",
    )
    etat = django_filters.ChoiceFilter(
        field_name="state", label="État", choices=ConventionState.choices, empty_label="Tous"
    )
    jour = DayFilter(label="Situation au", help_text="")
    connu = DayFilter(label="Telle que connue le", help_text="")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funders = Organisation.objects.filter(conventions__programme=programme)
        self.filters["financeur"].queryset = in_reading_order(funders, "name", "pk").distinct()

    def search(self, rows: QuerySet[Convention], name: str, value: str) -> QuerySet[Convention]:
        words = value.replace("\0", "")
        return rows.filter(
            Q(title__icontains=words)
            | Q(code__icontains=words)
            | Q(funder__name__icontains=words)
            | Q(funder__short_name__icontains=words)
        )

    def situation(self, today: dt.date) -> Situation:
        """The situation that the address asks for, else today with all that is known."""
        self.form.is_valid()
        answers = getattr(self.form, "cleaned_data", {})
        return Situation(answers.get("jour") or today, answers.get("connu"))
