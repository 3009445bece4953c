"""The forms of a situation, and of the vote, signature and end of a convention or an avenant."""

from typing import Any

from django import forms

from common.forms import DayField, Form
from common.model_fields import model_field
from conventions.actions.signature_checks import EffectAfterEnd
from conventions.models import Convention
from deliberations.forms import DeliberationChoice
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

    deliberation = model_field(
        Convention,
        "deliberation",
        kind=DeliberationChoice,
        required=True,
        empty_label="Choisissez une délibération",
    )
    voted_on = model_field(Convention, "voted_on")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        DeliberationChoice.offer(self, programme)

    @property
    def facts(self) -> dict[str, Any]:
        found = self.cleaned_data["deliberation"]
        return {"deliberation": found, "on": self.cleaned_data["voted_on"] or found.session_on}


class SignatureForm(Form):
    """When a text was signed; its day may be unknown when a source says so.

    The field `is_confirmed` is shown only once an effect after the end in force is refused.
    """

    named = {
        "is_confirmed": "la confirmation du jour d’effet",
        "signed_on": "la date de signature",
        "source": "d’où la signature est connue",
        "effective_on": "le jour d’effet",
    }

    signed_on = model_field(
        Convention,
        "signed_on",
        help_text="Celle de la dernière signature. Laissez vide si elle n’est pas connue.",
    )
    source = model_field(Convention, "signed_source")
    effective_on = DayField(
        label="Jour d’effet",
        required=False,
        help_text="S’il n’est pas celui de la signature, ou si celui-ci n’est pas connu.",
    )

    is_confirmed = forms.BooleanField(
        label="Ces valeurs prennent bien effet après la fin en vigueur", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirmation = self.fields.pop("is_confirmed")
        if "is_confirmed" in self.data:
            self.fields["is_confirmed"] = self.confirmation

    def add_error(self, field: str | None, error: Any) -> None:
        if getattr(error, "code", "") == EffectAfterEnd.code:
            self.fields["is_confirmed"] = self.confirmation
        super().add_error(field, error)

    @property
    def facts(self) -> dict[str, Any]:
        answers = {"is_confirmed": False} | self.cleaned_data
        return {"on": answers.pop("signed_on"), **answers}


class DayOfSignatureForm(Form):
    """A day of signature that was unknown."""

    named = {"signed_on": "la date de signature"}

    signed_on = model_field(Convention, "signed_on", required=True)


class EndForm(Form):
    """When a convention was closed, with a note."""

    named = {"ended_on": "le jour de la clôture", "reason": "ce qui est noté sur la clôture"}

    ended_on = model_field(Convention, "ended_on", label="Jour de la clôture", required=True)
    reason = model_field(
        Convention,
        "end_reason",
        label="Mention",
        help_text="Par exemple «\u00a0Solde versé le 15 mai 2024\u00a0».",
    )


class TerminationForm(EndForm):
    """When a convention was ended before its term, and why."""

    named = {"ended_on": "le jour de la résiliation", "reason": "le motif de la résiliation"}

    ended_on = model_field(Convention, "ended_on", label="Jour de la résiliation", required=True)
    reason = model_field(Convention, "end_reason", label="Motif", required=True)
