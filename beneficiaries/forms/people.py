"""What is asked of a person and of a request."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from beneficiaries.enums import Channel, Status
from beneficiaries.models import Category
from common.forms import DayField, Form
from conventions.models import Programme
from places.models import Commune

SHOWN = 6  # communes proposed when a name is not enough


class CommuneField(forms.CharField):
    """A commune by its name, and its postcode where several share it: « 62000 Arras »."""

    territory: list[str]

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = list(Commune.objects.named(text, self.territory)[: SHOWN + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                f"Aucune commune ne s’appelle «\u00a0{text}\u00a0». "
                "Vérifiez l’orthographe, ou écrivez son code postal et son nom.",
                code="unknown_commune",
            )
        names = ", ".join(f"{commune.postcodes[0]} {commune}" for commune in found[:SHOWN])
        raise ValidationError(
            f"Plusieurs communes répondent à «\u00a0{text}\u00a0». Écrivez l’une d’elles\u00a0: "
            f"{names}.",
            code="several_communes",
        )


class RegisterForm(Form):
    """Who the person is: what tells them apart from another, and no more."""

    named = {
        "last_name": "le nom",
        "first_name": "le prénom",
        "born_on": "la date de naissance",
        "commune": "la commune où la personne habite",
        "phone": "le téléphone",
    }

    last_name = forms.CharField(
        label="Nom", max_length=100, help_text="Comme sur la pièce d’identité."
    )
    first_name = forms.CharField(label="Prénom", max_length=100)
    born_on = DayField(
        label="Date de naissance",
        help_text="Elle donne l’âge que le règlement demande. Par exemple 01/06/1994.",
    )
    commune = CommuneField(
        label="Commune où la personne habite",
        max_length=110,
        help_text="Le programme couvre un territoire. Par exemple Arras, ou 62000 Arras.",
    )
    phone = forms.CharField(
        label="Téléphone",
        max_length=20,
        required=False,
        help_text="Pour prévenir la personne, rien d’autre.",
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].territory = programme.territory  # type: ignore[attr-defined]
        for name in ("last_name", "first_name", "born_on", "commune", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class RequestForm(Form):
    """What the person asks, on which day, and the proof that was seen."""

    named = {
        "filed_on": "le jour du dépôt",
        "status": "la situation de la personne",
        "channel": "la façon dont la demande est faite",
        "proof_kind": "le justificatif que vous avez vu",
        "proof_dated_on": "la date du justificatif",
    }

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    filed_on = DayField(
        label="Jour du dépôt",
        help_text="Le règlement en vigueur ce jour-là s’applique. Par exemple 15/05/2023.",
    )
    status = forms.ChoiceField(
        label="Situation de la personne",
        help_text="Elle décide du droit. Aucun lieu ne la verra.",
    )
    channel = forms.ChoiceField(
        label="La personne fait sa demande", choices=Channel, widget=forms.RadioSelect
    )
    proof_kind = forms.CharField(
        label="Justificatif vu",
        max_length=200,
        help_text="Son nom seulement\u00a0: le document est rendu, aucune copie n’est gardée.",
    )
    proof_dated_on = DayField(label="Date du justificatif", required=False)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = _statuses(programme)  # type: ignore[attr-defined]
        self.fields["proof_kind"].widget.attrs |= {"list": "proofs", "autocomplete": "off"}


def _statuses(programme: Programme) -> list[tuple[str, str]]:
    """The situations that a version of the programme asks about, and none of them."""
    asked: set[str] = set()
    for statuses in Category.objects.filter(version__programme=programme).values_list(
        "statuses", flat=True
    ):
        asked |= set(statuses)
    kept = [(status.value, str(status.label)) for status in Status if status in asked]
    return [("", "Choisir"), *kept, (Status.NONE.value, str(Status.NONE.label))]
