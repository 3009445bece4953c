"""The forms of a situation, and of the vote, signature and end of a convention or an avenant."""

from typing import Any

from django import forms

from common.forms import DayField, Form
from deliberations.forms import DeliberationChoice
from deliberations.models import Deliberation
from programmes.models import Programme


class SituationForm(Form):
    """The day on which a convention is read, and the day at the end of which it was known so."""

    named = {"jour": "le jour de la situation", "connu": "le jour de ce qui était connu"}

    jour = DayField(label="Situation au", help_text="Par exemple 31/12/2023.")
    connu = DayField(
        label="Telle que connue le",
        required=False,
        help_text="Ce qui a été enregistré après ce jour est laissé de côté.",
    )


class VoteForm(Form):
    """The deliberation that authorises a signature."""

    named = {"deliberation": "la délibération", "voted_on": "le jour du vote"}

    deliberation = DeliberationChoice(
        label="Délibération",
        queryset=Deliberation.objects.none(),
        empty_label="Choisissez une délibération",
        help_text="Celle qui autorise la signature.",
    )
    voted_on = DayField(
        label="Jour du vote",
        required=False,
        help_text="S’il n’est pas celui de la séance.",
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        votes = Deliberation.objects.filter(programme=programme).order_by("-session_on", "-pk")
        self.fields["deliberation"].queryset = votes  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        found = self.cleaned_data["deliberation"]
        return {
            "deliberation": found,
            "on": self.cleaned_data["voted_on"] or found.session_on,
        }


class SignatureForm(Form):
    """When an avenant was signed, and the day of effect that it states."""

    named = {
        "signed_on": "la date de signature de l’avenant",
        "effective_on": "le jour d’effet énoncé",
    }

    signed_on = DayField(
        label="Date de signature",
        help_text="Celle de la dernière signature. Par exemple 15/05/2023.",
    )
    effective_on = DayField(
        label="Jour d’effet énoncé par l’avenant",
        required=False,
        help_text="S’il n’en énonce pas, l’avenant prend effet à sa signature.",
    )


class ConventionSignatureForm(Form):
    """When a convention was signed; its day may be unknown when a source says so."""

    named = {
        "signed_on": "la date de signature de la convention",
        "source": "d’où la signature est connue",
        "effective_on": "le jour d’effet",
    }

    signed_on = DayField(
        label="Date de signature",
        required=False,
        help_text="Celle de la dernière signature. Laissez vide si elle n’est pas connue.",
    )
    source = forms.CharField(
        label="Source de la signature",
        required=False,
        max_length=200,
        help_text="D’où la signature est connue, quand son jour ne l’est pas.",
    )
    effective_on = DayField(
        label="Jour d’effet",
        required=False,
        help_text="S’il n’est pas celui de la signature, ou si celui-ci n’est pas connu.",
    )


class DayOfSignatureForm(Form):
    """A day of signature that was unknown."""

    named = {"signed_on": "la date de signature de la convention"}

    signed_on = DayField(label="Date de signature", help_text="Celle de la dernière signature.")


class EndForm(Form):
    """When a convention was closed, with a note."""

    named = {"ended_on": "le jour de la clôture", "reason": "ce qui est noté sur la clôture"}

    ended_on = DayField(label="Jour de la clôture")
    reason = forms.CharField(
        label="Mention",
        required=False,
        max_length=300,
        help_text="Par exemple «\u00a0Solde versé le 15 mai 2024\u00a0».",
    )


class TerminationForm(EndForm):
    """When a convention was ended before its term, and why."""

    named = {"ended_on": "le jour de la résiliation", "reason": "le motif de la résiliation"}

    ended_on = DayField(label="Jour de la résiliation")
    reason = forms.CharField(label="Motif", max_length=300)
