"""The moment at which a convention is read, its identity, what an avenant opens."""

from typing import Any

from django import forms

from accounts.forms import OrganisationFields
from common.forms import DayField, Form
from common.seen import SeenForm
from conventions.enums import Block, PartyQuality
from conventions.models import Convention

QUALITIES = [
    (one.value, one.label) for one in (PartyQuality.FUNDER, PartyQuality.MANAGING_AUTHORITY)
]


class SituationForm(Form):
    """The day on which a convention is read, and the day by which its values were known."""

    named = {"jour": "le jour de la situation", "connu": "le jour de ce qui était connu"}

    jour = DayField(label="Situation au", help_text="Par exemple 31/12/2023.")
    connu = DayField(
        label="Telle que connue le",
        required=False,
        help_text="Ce qui a été enregistré après ce jour est laissé de côté.",
    )


class ConventionForm(SeenForm, OrganisationFields):
    """What names a convention; its values come part by part."""

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


def answers_of(convention: Convention) -> dict[str, Any]:
    """What its form shows of a convention."""
    return {
        "title": convention.title,
        "organisation": convention.funder,
        "quality": convention.funder_quality,
        "filed_on": convention.filed_on,
        "programmed_on": convention.programmed_on,
    }


class AvenantForm(SeenForm):
    """What an avenant is about, and the parts of the text that it opens."""

    named = {
        "subject": "l’objet de l’avenant",
        "blocks": "les parties que l’avenant modifie",
        "stated_effective_on": "le jour d’effet énoncé",
    }

    subject = forms.CharField(
        label="Objet",
        max_length=300,
        help_text="Par exemple «\u00a0Prolongation jusqu’au 31 décembre 2023\u00a0».",
    )
    blocks = forms.MultipleChoiceField(
        label="Parties du texte à modifier",
        choices=Block.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="L’avenant ne change rien en dehors d’elles.",
    )
    stated_effective_on = DayField(
        label="Jour d’effet énoncé",
        required=False,
        help_text="S’il n’en énonce pas, l’avenant prend effet à sa signature.",
    )

    @property
    def facts(self) -> dict[str, Any]:
        answers = self.cleaned_data
        return {**answers, "blocks": [Block(one) for one in answers["blocks"]]}
