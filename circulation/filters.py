"""The filters of the pages of the use of carnets."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from beneficiaries.models import Category
from circulation.readings.uses import BY_MONTH, BY_PUBLIC
from common.lists import DayFilter, Filters
from common.parsing import clean_search, search_pattern
from common.sort_key import in_reading_order, sort_key
from distribution.models import Depot, HandOut
from programmes.models import Programme


class UseFilters(Filters):
    """The hand-outs whose carnets are counted; `par` says by what."""

    searched = ("depot__name",)

    par = django_filters.ChoiceFilter(
        label="Détail",
        method="group",
        choices=[(BY_PUBLIC, "Par public"), (BY_MONTH, "Par mois de remise")],
        empty_label="Par dépôt",
    )
    depot = django_filters.ModelChoiceFilter(
        label="Dépôt",
        field_name="depot",
        to_field_name="public_id",
        queryset=Depot.objects.none(),
        empty_label="Tous",
    )
    public = django_filters.ChoiceFilter(
        label="Public", field_name="decision__category__label", empty_label="Tous"
    )
    du = DayFilter(label="Remis du", field_name="handed_on", lookup_expr="gte", help_text="")
    au = DayFilter(label="Jusqu’au", field_name="handed_on", lookup_expr="lte", help_text="")

    def __init__(self, *args: Any, programme: Programme, depots: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = depots
        found = Category.objects.filter(version__programme=programme).order_by()
        labels = set(found.values_list("label", flat=True))
        self.filters["depot"].queryset = in_reading_order(depots, "name", "pk")
        self.filters["public"].extra["choices"] = [
            (one, one) for one in sorted(labels, key=sort_key)
        ]

    def group(self, rows: QuerySet[HandOut], name: str, value: str) -> QuerySet[HandOut]:
        return rows

    @property
    def is_part(self) -> bool:
        """Whether the carnets are those of a public, or handed out on some days."""
        return any(map(self.answer, ("public", "du", "au")))

    @property
    def depots(self) -> list[Depot]:
        """The depots that the address keeps, even those that handed nothing out."""
        if chosen := self.answer("depot"):
            return [chosen]
        pattern = search_pattern(clean_search(self.answer("q")))
        return list(self.seen.filter(name__iregex=pattern).order_by("pk"))

    def answer(self, name: str) -> Any:
        """What the address says for a filter, empty when it says nothing that is read."""
        return (
            self.form.cleaned_data.get(name) if self.is_bound and self.form.is_valid() else ""
        ) or ""
