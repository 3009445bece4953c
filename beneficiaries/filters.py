"""The filters of the lists of people and of establishments."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from beneficiaries.models import Establishment
from common.lists import Filters
from common.parsing import clean_search

NAMED, TO_NAME = "renseigne", "a-renseigner"
ANSWERS = {"accordee": True, "refusee": False, "aucune": None}


class PersonFilters(Filters):
    """The rows are those of `with_last_decision`."""

    is_posted = True
    q = django_filters.CharFilter(label="Nom ou date de naissance", method="search")
    demande = django_filters.ChoiceFilter(
        label="Dernière demande",
        method="answered",
        choices=[("accordee", "Accordée"), ("refusee", "Refusée"), ("aucune", "Aucune")],
        empty_label="Toutes",
    )

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(clean_search(value))

    def answered(self, rows: Any, name: str, value: str) -> Any:
        answer = ANSWERS[value]
        return rows.filter(granted__isnull=True) if answer is None else rows.filter(granted=answer)


class EstablishmentFilters(Filters):
    searched = ("name", "commune", "uai")

    nom = django_filters.ChoiceFilter(
        label="Nom",
        method="is_named",
        choices=[(NAMED, "Renseigné"), (TO_NAME, "À renseigner")],
        empty_label="Tous",
    )

    def is_named(
        self, rows: QuerySet[Establishment], name: str, value: str
    ) -> QuerySet[Establishment]:
        return rows.exclude(name="") if value == NAMED else rows.filter(name="")
