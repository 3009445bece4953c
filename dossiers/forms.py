"""The forms of a situation, and of the vote, signature and end of a convention or an avenant."""

import datetime as dt
from typing import Any

from django import forms

from common.forms import DayField, Form
from common.model_fields import model_field
from conventions.actions.signature_checks import EffectAfterEnd
from conventions.models import Convention
from deliberations.forms import DeliberationChoice
from dossiers.readings import Days
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


class SignatureDaysForm(Form):
    """The days for which a signature is checked: its own may be unknown when it has an effect."""

    named = {"signed_on": "la date de signature", "effective_on": "le jour d’effet"}

    signed_on = model_field(
        Convention,
        "signed_on",
        help_text="Celle de la dernière signature. Laissez vide si elle n’est pas connue.",
    )
    effective_on = DayField(
        label="Jour d’effet",
        required=False,
        help_text="S’il n’est pas celui de la signature, ou si celui-ci n’est pas connu.",
    )

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            said = "Indiquez le jour de la signature, ou le jour d’effet si elle n’est pas connue."
            self.add_error("signed_on", said)
        return self.cleaned_data

    def supposed(self, today: dt.date, stated: dt.date | None = None) -> Days:
        """Those of the address, else today; `stated` is the effect that the text states."""
        if not self.is_valid():
            return Days(today, today, stated or today, is_said=False)
        on, effect = self.cleaned_data["signed_on"], self.cleaned_data["effective_on"]
        return Days(today, on, effect or stated or on)

    @property
    def facts(self) -> dict[str, Any]:
        days = self.cleaned_data
        return {"on": days["signed_on"], "effective_on": days["effective_on"]}


class SignatureForm(Form):
    """What confirms a signature: how it is known when its day is not.

    The field `is_confirmed` is shown only once an effect after the end in force is refused.
    """

    named = {
        "is_confirmed": "la confirmation du jour d’effet",
        "source": "d’où la signature est connue",
    }

    source = model_field(Convention, "signed_source")
    is_confirmed = forms.BooleanField(
        label="Ces valeurs prennent bien effet après la fin en vigueur", required=False
    )

    def __init__(self, *args: Any, is_day_known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = not is_day_known
        self.confirmation = self.fields.pop("is_confirmed")
        if "is_confirmed" in self.data:
            self.fields["is_confirmed"] = self.confirmation

    def add_error(self, field: str | None, error: Any) -> None:
        if getattr(error, "code", "") == EffectAfterEnd.code:
            self.fields["is_confirmed"], field = self.confirmation, "is_confirmed"
        super().add_error(field, error)

    @property
    def facts(self) -> dict[str, Any]:
        return {"is_confirmed": False} | self.cleaned_data


class DayOfSignatureForm(Form):
    """A day of signature that was unknown."""

    named = {"signed_on": "la date de signature"}

    signed_on = model_field(Convention, "signed_on", required=True)


class EndDayForm(Form):
    """The day for which the end of a convention is checked."""

    named = {"ended_on": "le jour de la clôture"}

    ended_on = model_field(Convention, "ended_on", label="Jour de la clôture", required=True)

    def supposed(self, today: dt.date) -> Days:
        """That of the address, else today."""
        if not self.is_valid():
            return Days(today, today, today, is_said=False)
        on = self.cleaned_data["ended_on"]
        return Days(today, on, on)


class TerminationDayForm(EndDayForm):
    """The day for which an end before the term is checked."""

    named = {"ended_on": "le jour de la résiliation"}

    ended_on = model_field(Convention, "ended_on", label="Jour de la résiliation", required=True)


class EndForm(Form):
    """A note on the closing of a convention."""

    named = {"reason": "ce qui est noté sur la clôture"}

    reason = model_field(
        Convention,
        "end_reason",
        label="Mention",
        help_text="Par exemple «\u00a0Solde versé le 15 mai 2024\u00a0».",
    )


class TerminationForm(Form):
    """Why a convention was ended before its term."""

    named = {"reason": "le motif de la résiliation"}

    reason = model_field(Convention, "end_reason", label="Motif", required=True)
