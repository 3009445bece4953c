"""The form of a convention: its title, its funder, the days of its file."""

from typing import Any

from django import forms

from accounts.forms import OrganisationFields
from common.concurrent_edits import ConcurrentEditForm
from common.forms import DayField
from conventions.enums import PartyQuality
from conventions.models import Convention

QUALITIES = [
    (one.value, one.label) for one in (PartyQuality.FUNDER, PartyQuality.MANAGING_AUTHORITY)
]


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

    title = forms.CharField(
        label="Intitulé", max_length=200, help_text="Par exemple «\u00a0Convention ANCT\u00a0»."
    )
    quality = forms.ChoiceField(
        label="Il signe en qualité de",
        choices=QUALITIES,
        initial=PartyQuality.FUNDER,
        widget=forms.RadioSelect,
        help_text="L’autorité de gestion signe pour un fonds européen.",
    )
    filed_on = DayField(label="Dossier déposé le", required=False)
    programmed_on = DayField(
        label="Dossier programmé le", required=False, help_text="Pour un fonds européen."
    )

    @property
    def facts(self) -> dict[str, Any]:
        answers = self.cleaned_data
        return {
            "title": answers["title"],
            "funder_quality": PartyQuality(answers["quality"]),
            "filed_on": answers["filed_on"],
            "programmed_on": answers["programmed_on"],
        }


def initial_answers(convention: Convention) -> dict[str, Any]:
    """The initial answers of the form, from a convention."""
    return {
        "title": convention.title,
        "organisation": convention.funder,
        "quality": convention.funder_quality,
        "filed_on": convention.filed_on,
        "programmed_on": convention.programmed_on,
    }
