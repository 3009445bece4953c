"""The filters of the list of conventions."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import django_filters

from accounts.models import Organisation
from common.lists import DayFilter, Filters
from common.sort_key import in_reading_order
from conventions.enums import ConventionState
from conventions.rules.as_of import Situation
from dossiers.readings import ConventionLine
from programmes.models import Programme


class DayOfSituation(DayFilter):
    """A day that filters no row: see `ConventionFilters.situation`."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class StateInSituation(django_filters.ChoiceFilter):
    """A state that no column holds: see `ConventionFilters.kept`."""

    def filter(self, qs: Any, value: Any) -> Any:
        return qs


class ConventionFilters(Filters):
    """`jour` and `connu` fix the situation in which the list is read; they hide no row. The state
    is the one that the rows show in it.
    """

    searched = ("title", "code", "funder__name", "funder__short_name")

    financeur = django_filters.ModelChoiceFilter(
        field_name="funder",
        label="Financeur",
        queryset=Organisation.objects.none(),
        empty_label="Tous",
    )
    etat = StateInSituation(label="État", choices=ConventionState.choices, empty_label="Tous")
    jour = DayOfSituation(label="Situation au", help_text="")
    connu = DayOfSituation(label="Telle que connue le", help_text="")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funders = Organisation.objects.filter(conventions__programme=programme)
        self.filters["financeur"].queryset = in_reading_order(funders, "name", "pk").distinct()

    def situation(self, today: dt.date) -> Situation:
        """The situation that the address asks for, else today with all that is known."""
        return Situation(self._answer("jour") or today, self._answer("connu"), today)

    def kept(self, lines: Iterable[ConventionLine]) -> list[ConventionLine]:
        """Those in the state that the address asks for."""
        asked = self._answer("etat")
        return [one for one in lines if asked in (None, "", one.state)]

    def _answer(self, name: str) -> Any:
        self.form.is_valid()
        return getattr(self.form, "cleaned_data", {}).get(name)
