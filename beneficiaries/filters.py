"""The filters of the list of establishments."""

import django_filters
from django.db.models import QuerySet

from beneficiaries.models import Establishment
from common.lists import Filters

NAMED, TO_NAME = "renseigne", "a-renseigner"


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
