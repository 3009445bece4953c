"""The form of the parties of a text."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from accounts.forms import OrganisationFields, organisation_answer
from accounts.models import Organisation
from accounts.readings import organisations_known_to
from common.line_forms import CardLine, ListForm
from common.model_fields import model_field, recorded_values
from conventions.actions.texts import PartySpec
from conventions.enums import PartyQuality
from conventions.models import Party
from programmes.models import Programme


class PartyLine(OrganisationFields, CardLine):
    """One party: who signs, and who represents it."""

    blank_title = "Ajouter une partie"

    named = {
        "quality": "la qualité de la partie",
        "represented_by": "qui représente la partie",
        "represented_as": "en quelle qualité",
    }
    organisation_named = "la partie"

    quality = model_field(Party, "quality", initial=PartyQuality.FUNDER)
    represented_by = model_field(Party, "represented_by")
    represented_as = model_field(Party, "represented_as")
    remove = forms.BooleanField(label="Retirer cette partie", required=False)

    field_order = ["organisation", "other_name", "other_siret", "quality"]

    @property
    def content_in_words(self) -> str:
        if other := self["other_name"].value():
            return str(other)
        chosen = str(self["organisation"].value() or "")
        choices = cast("Any", self.fields["organisation"]).choices
        return next((str(label) for key, label in choices if chosen and str(key) == chosen), "")


class PartiesForm(ListForm):
    name = "parties"

    @property
    def organisations(self) -> list[Any]:
        """The answer of each line about its organisation, known or new."""
        return [organisation_answer(line) for line in self.kept]

    def specs(self, organisations: Iterable[Organisation]) -> list[PartySpec]:
        """The parties of a valid form, with their organisations."""
        return [
            PartySpec(organisation, line["quality"], line["represented_by"], line["represented_as"])
            for organisation, line in zip(organisations, self.kept, strict=True)
        ]


def parties_form(programme: Programme) -> type[PartiesForm]:
    """The form of the parties of a text; it offers the organisations known to the authority."""
    given = {"organisations": organisations_known_to(programme.authority)}
    line = type("PartyLine", (PartyLine,), given)
    return type("PartiesForm", (PartiesForm,), {"lines": {"parties": line}})


def party_lines(rows: Iterable[Party]) -> list[dict[str, Any]]:
    """The initial lines of the form, from the parties of a text."""
    return [recorded_values(PartyLine, row) | {"organisation": row.organisation} for row in rows]
