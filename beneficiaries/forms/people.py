"""The form that registers a person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from beneficiaries.models import Person
from common.forms import Form
from common.model_fields import model_field
from places.models import Commune
from programmes.models import Programme

MOST_PROPOSED = 6  # communes proposed when a name is not enough


class CommuneField(forms.CharField):
    """A commune by its name, and its postcode where several share it: « 62000 Arras »."""

    territory: list[str]

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = list(Commune.objects.named(text, self.territory)[: MOST_PROPOSED + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(
                f"Aucune commune ne s’appelle «\u00a0{text}\u00a0». "
                "Vérifiez l’orthographe, ou écrivez son code postal et son nom.",
                code="unknown_commune",
            )
        names = ", ".join(f"{commune.postcodes[0]} {commune}" for commune in found[:MOST_PROPOSED])
        raise ValidationError(
            f"Plusieurs communes répondent à «\u00a0{text}\u00a0». Écrivez l’une d’elles\u00a0: "
            f"{names}.",
            code="several_communes",
        )


class RegisterForm(Form):
    """The identity of a person: only what tells them apart from another."""

    named = {
        "last_name": "le nom",
        "first_name": "le prénom",
        "born_on": "la date de naissance",
        "commune": "la commune où la personne habite",
        "phone": "le téléphone",
    }

    last_name = model_field(Person, "last_name")
    first_name = model_field(Person, "first_name")
    born_on = model_field(Person, "born_on")
    commune = CommuneField(
        label="Commune où la personne habite",
        max_length=110,
        help_text="Le programme couvre un territoire. Par exemple Arras, ou 62000 Arras.",
    )
    phone = model_field(Person, "phone")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].territory = programme.territory  # type: ignore[attr-defined]
        for name in ("last_name", "first_name", "born_on", "commune", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
