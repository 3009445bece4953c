"""The filters of the list of places."""

from typing import Any

import django_filters

from common.lists import Filters
from common.parsing import clean_search
from common.sort_key import in_reading_order
from places.enums import QualificationState, Service
from places.models import Epci
from programmes.models import Programme


class PlaceFilters(Filters):
    q = django_filters.CharFilter(label="Lieu ou commune", method="search")
    epci = django_filters.ModelChoiceFilter(
        field_name="commune__epci",
        label="Intercommunalité",
        queryset=Epci.objects.none(),
        empty_label="Toutes",
    )
    service = django_filters.ChoiceFilter(
        label="Service", method="offers", choices=Service.choices, empty_label="Tous"
    )
    etat = django_filters.ChoiceFilter(
        field_name="standing",
        label="Qualification",
        choices=QualificationState.choices,
        empty_label="Toutes",
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = programme.qualifications.values("place")
        found = Epci.objects.filter(communes__places__in=places)
        self.filters["epci"].queryset = in_reading_order(found, "name", "pk").distinct()

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(clean_search(value))

    def offers(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(services__contains=[value])
