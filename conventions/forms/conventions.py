"""The form of a convention: its title, its funder, the days of its file."""

from typing import Any

from django import forms

from accounts.forms import OrganisationFields
from accounts.readings import organisations_known_to
from common.concurrent_edits import ConcurrentEditForm
from common.model_fields import model_field, recorded_values
from conventions.models import Convention, ConventionFacts
from deliberations.forms import DeliberationChoice
from programmes.models import Programme


class ConventionForm(ConcurrentEditForm, OrganisationFields):
    """The title and funder of a convention; its text is filled part by part elsewhere."""

    named = {
        "title": "l’intitulé de la convention",
        "quality": "la qualité de ce financeur",
        "filed_on": "le jour du dépôt du dossier",
        "programmed_on": "le jour de la programmation",
        "cited_by": "la délibération qui cite la convention",
    }
    organisation_named = "le financeur"
    organisation_label = "Financeur"
    field_order = ["title", "organisation", "other_name", "other_siret", "quality"]

    title = model_field(Convention, "title")
    quality = model_field(Convention, "funder_quality", widget=forms.RadioSelect)
    filed_on = model_field(Convention, "filed_on")
    programmed_on = model_field(Convention, "programmed_on")
    programmed_by = model_field(Convention, "programmed_by")
    european_programme = model_field(Convention, "european_programme")
    european_axis = model_field(Convention, "european_axis")
    cited_by = model_field(
        Convention, "cited_by", kind=DeliberationChoice, empty_label="Aucune, elle se vote ici"
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        known = organisations_known_to(programme.authority)
        super().__init__(*args, organisations=known, **kwargs)
        DeliberationChoice.offer(self, programme, "cited_by")

    @property
    def facts(self) -> dict[str, Any]:
        answers = self.cleaned_data
        names = ConventionFacts.__annotations__.keys() & answers
        facts = {name: answers[name] for name in names}
        return facts | {"funder_quality": answers["quality"]}


def initial_answers(convention: Convention) -> dict[str, Any]:
    """The initial answers of the form, from a convention."""
    return recorded_values(ConventionForm, convention) | {"organisation": convention.funder}
