"""The filters of the pages of the use of carnets."""

import datetime as dt
from typing import Any

import django_filters
from django.db.models import QuerySet

from beneficiaries.models import Category
from circulation.readings.uses import BY_MONTH, BY_PUBLIC
from common.lists import DayFilter, Filters
from common.parsing import clean_search, parse_whole, search_pattern, without_number_sign
from common.periods import WEEK
from common.sort_key import in_reading_order, sort_key
from distribution.models import Depot, HandOut
from programmes.models import Programme

REMINDABLE, REMINDED = "a-prevenir", "prevenu"


class AsleepFilters(Filters):
    """The carnets of which no pass is spent so many weeks after their hand-out."""

    searched = ("hand_out__depot__name",)

    semaines = django_filters.ChoiceFilter(
        label="Remis depuis",
        method="keep",
        choices=[(str(n), f"{n} semaines au moins") for n in (4, 8, 12, 26, 52)],
    )
    depot = django_filters.ModelChoiceFilter(
        label="Dépôt",
        field_name="hand_out__depot",
        to_field_name="public_id",
        queryset=Depot.objects.none(),
        empty_label="Tous",
    )
    etat = django_filters.ChoiceFilter(
        label="Rappel",
        method="in_state",
        choices=[(REMINDABLE, "Jamais prévenu"), (REMINDED, "Déjà prévenu")],
        empty_label="Tous",
    )

    def __init__(
        self, *args: Any, programme: Programme, depots: Any, on: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.default = on, programme.asleep_weeks
        self.filters["depot"].queryset = in_reading_order(depots, "name", "pk")
        known = f"{self.default} semaines, selon le programme"
        self.filters["semaines"].extra["empty_label"] = known

    @property
    def total(self) -> int:
        return int(self._since(self.queryset, self.default).count())

    @property
    def weeks(self) -> int:
        """Since how many weeks the carnets were handed out, at least."""
        said = self.form.cleaned_data.get("semaines") if self.form.is_valid() else None
        return int(said or self.default)

    def filter_queryset(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        found: QuerySet[Any] = super().filter_queryset(self._since(rows, self.weeks))
        return found

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """By the number of a carnet, too."""
        number = parse_whole(without_number_sign(value))
        numbered = rows.filter(number=number) if number else rows.none()
        return super().search(rows, name, value) | numbered

    def keep(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(reminded_on__isnull=value == REMINDABLE)

    def _since(self, rows: QuerySet[Any], weeks: int) -> QuerySet[Any]:
        return rows.filter(hand_out__handed_on__lte=self.on - weeks * WEEK)


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
