"""The form of a convention: its title, its funder, the days of its file."""

from typing import Any

from django import forms

from accounts.forms import OrganisationFields
from common.concurrent_edits import ConcurrentEditForm
from common.model_fields import model_field, recorded_values
from conventions.models import Convention


class ConventionForm(ConcurrentEditForm, OrganisationFields):
    """The title and funder of a convention; its text is filled part by part elsewhere."""

    named = {
        "title": "l’intitulé de la convention",
        "quality": "la qualité de ce financeur",
        "filed_on": "le jour du dépôt du dossier",
        "programmed_on": "le jour de la programmation",
    }
    organisation_named = "le financeur"
    organisation_label = "Financeur"
    field_order = ["title", "organisation", "other_name", "other_siret", "quality"]

    title = model_field(Convention, "title")
    quality = model_field(Convention, "funder_quality", widget=forms.RadioSelect)
    filed_on = model_field(Convention, "filed_on")
    programmed_on = model_field(Convention, "programmed_on")

    @property
    def facts(self) -> dict[str, Any]:
        answers = self.cleaned_data
        facts = {name: answers[name] for name in ("title", "filed_on", "programmed_on")}
        return facts | {"funder_quality": answers["quality"]}


def initial_answers(convention: Convention) -> dict[str, Any]:
    """The initial answers of the form, from a convention."""
    return recorded_values(ConventionForm, convention) | {"organisation": convention.funder}
