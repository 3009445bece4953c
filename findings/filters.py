"""The filters of the list of findings. These are computed, so no query is filtered."""

from collections.abc import Iterable, Sequence

import django_filters
from django.http import QueryDict

from common.findings import Severity
from common.lists import Filters
from common.sort_key import search_key
from conventions.models import Convention
from findings.models import Acceptance
from findings.readings import LocatedFinding

OPEN, ACCEPTED = "ouvert", "accepte"


class FindingFilters(Filters):
    convention = django_filters.ChoiceFilter(label="Convention", empty_label="Toutes")
    gravite = django_filters.ChoiceFilter(
        label="Gravité", choices=Severity.choices, empty_label="Toutes"
    )
    etat = django_filters.ChoiceFilter(
        label="État", choices=[(OPEN, "Ouvert"), (ACCEPTED, "Accepté")], empty_label="Tous"
    )

    def __init__(
        self,
        sent: QueryDict,
        every: Sequence[LocatedFinding],
        *,
        conventions: Iterable[Convention],
    ) -> None:
        super().__init__(sent, Acceptance.objects.none())
        self.every = every
        choices = [(str(one.public_id), one.title) for one in conventions]
        self.filters["convention"].extra["choices"] = choices

    @property
    def total(self) -> int:
        return len(self.every)

    def filtered(self) -> list[LocatedFinding]:
        """The findings that the filters of the address keep; a wrong filter keeps all."""
        answers = self.form.cleaned_data if self.form.is_valid() else {}
        words = search_key(answers.get("q", ""))
        convention, severity = answers.get("convention"), answers.get("gravite")
        state = answers.get("etat")
        return [
            one
            for one in self.every
            if (not words or words in search_key(_searched(one)))
            and convention in (None, "", one.convention and str(one.convention.public_id))
            and severity in (None, "", one.severity)
            and state in (None, "", ACCEPTED if one.is_accepted else OPEN)
        ]


def _searched(one: LocatedFinding) -> str:
    return f"{one.name} {one.about} {one.place} {one.sentence}"
