"""The filters of the list of deliberations."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from common.lists import Filters
from common.sort_key import sort_key
from deliberations.models import Deliberation
from programmes.models import Programme

KNOWN, UNKNOWN = "connu", "inconnu"


class DeliberationFilters(Filters):
    searched = ("number", "subject", "decision")

    assemblee = django_filters.ChoiceFilter(
        label="Assemblée", field_name="assembly", empty_label="Toutes"
    )
    annee = django_filters.ChoiceFilter(
        label="Année", field_name="session_on", lookup_expr="year", empty_label="Toutes"
    )
    vote = django_filters.ChoiceFilter(
        label="Vote",
        method="known_vote",
        choices=[(KNOWN, "Nombres de voix connus"), (UNKNOWN, "Vote non communiqué")],
        empty_label="Tous",
    )

    def __init__(self, *given: Any, programme: Programme, **more: Any) -> None:
        super().__init__(*given, **more)
        found = programme.deliberations.order_by().values_list("assembly", "session_on__year")
        pairs = set(found.distinct())
        assemblies = sorted({assembly for assembly, _ in pairs}, key=sort_key)
        years = sorted({str(year) for _, year in pairs}, reverse=True)
        self.filters["assemblee"].extra["choices"] = [(one, one) for one in assemblies]
        self.filters["annee"].extra["choices"] = [(one, one) for one in years]

    def known_vote(
        self, rows: QuerySet[Deliberation], name: str, value: str
    ) -> QuerySet[Deliberation]:
        return rows.filter(votes_for__isnull=value == UNKNOWN)
