"""The filters of the depots that share carnets, and how many these share. The figures are computed,
so no query is filtered.
"""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.http import QueryDict

from allocation.enums import Basis, Standing
from allocation.readings import Pace
from common.forms import WholeField
from common.lists import Filters
from common.sort_key import in_reading_order, search_key
from distribution.models import Depot

WEEKS = 4


class WholeFilter(django_filters.Filter):
    """A whole number, typed as in the forms."""

    field_class = WholeField


class AllocationFilters(Filters):
    semaines = WholeFilter(label="Semaines à tenir", max_value=104, help_text="")
    etat = django_filters.ChoiceFilter(label="État", choices=Standing.choices, empty_label="Tous")
    source = django_filters.ModelChoiceFilter(
        label="Envoyer depuis",
        to_field_name="public_id",
        queryset=Depot.objects.none(),
        empty_label="Aucune régie",
    )
    carnets = WholeFilter(label="Carnets à répartir", help_text="")
    fixe = WholeFilter(label="Part fixe de chaque dépôt", help_text="")
    base = django_filters.ChoiceFilter(
        label="Le reste selon", choices=Basis.choices[1:], empty_label=Basis.PACE.label
    )

    def __init__(self, sent: QueryDict, *, sources: Any) -> None:
        super().__init__(sent, Depot.objects.none())
        self.filters["source"].queryset = in_reading_order(sources, "name", "pk")
        self.every: Sequence[Pace] = ()

    @property
    def total(self) -> int:
        return len(self.every)

    def answer(self, name: str) -> Any:
        """What the address says for a filter, None when it says nothing that is read."""
        return (self.form.is_valid() and self.form.cleaned_data.get(name)) or None

    @property
    def weeks(self) -> int:
        return int(self.answer("semaines") or WEEKS)

    def filtered(self, every: Sequence[Pace]) -> list[Pace]:
        """The depots that the address keeps."""
        self.every = every
        words, state = search_key(self.answer("q") or ""), self.answer("etat")
        return [
            one
            for one in every
            if words in search_key(one.depot.name) and state in (None, one.standing)
        ]
