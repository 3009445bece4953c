"""The forms of places: what describes one, and the days when passes are accepted there."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import OrganisationFields
from common.concurrent_edits import ConcurrentEditForm
from common.forms import Form
from common.model_fields import model_field
from places.models import Commune, Place, Qualification
from programmes.models import Programme
from programmes.querysets import organisations_of

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


class QualifyForm(Form):
    """From which day to which day a programme accepts its passes at a place."""

    named: ClassVar[dict[str, str]] = {
        "starts_on": "le jour où les pass y sont acceptés",
        "ends_on": "le dernier jour",
    }

    starts_on = model_field(Qualification, "starts_on", label="Pass acceptés à partir du")
    ends_on = model_field(
        Qualification, "ends_on", help_text="Vide\u00a0: la qualification continue."
    )


class EndForm(Form):
    """When and why passes stop being accepted."""

    named: ClassVar[dict[str, str]] = {"ends_on": "le dernier jour", "reason": "le motif"}

    ends_on = model_field(Qualification, "ends_on", label="Dernier jour, compris", required=True)
    reason = model_field(Qualification, "reason", required=True)


class PlaceForm(ConcurrentEditForm):
    """What describes a place."""

    named: ClassVar[dict[str, str]] = {
        "name": "le nom du lieu",
        "address": "l’adresse",
        "postcode": "le code postal",
        "commune": "la commune",
    }

    name = model_field(Place, "name", label="Nom du lieu")
    address = model_field(Place, "address", help_text="Numéro et voie.")
    postcode = model_field(Place, "postcode")
    commune = CommuneField(
        label="Commune", max_length=110, help_text="Par exemple Arras, ou 62000 Arras."
    )
    phone = model_field(Place, "phone")
    email = model_field(Place, "email")
    website = model_field(Place, "website", kind=forms.URLField, assume_scheme="https")
    opening_hours = model_field(
        Place,
        "opening_hours",
        help_text="Comme dans l’annuaire national\u00a0: Mo-Fr 09:00-12:00.",
    )
    itinerance = model_field(Place, "itinerance", widget=forms.RadioSelect)
    services = model_field(Place, "services")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["commune"].territory = programme.territory  # type: ignore[attr-defined]


class AddPlaceForm(PlaceForm, OrganisationFields, QualifyForm):
    """A new place, its structure, and the days when passes are accepted there."""

    named: ClassVar[dict[str, str]] = {**PlaceForm.named, **QualifyForm.named}
    organisation_named = "la structure"
    organisation_label = "Structure qui accueille"
    field_order = [
        *("organisation", "other_name", "other_siret", "name", "address", "postcode", "commune"),
        *("starts_on", "ends_on"),
    ]

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        known = organisations_of(programme.authority)
        super().__init__(*args, programme=programme, organisations=known, **kwargs)

    @property
    def details(self) -> dict[str, Any]:
        """The answers that describe the place."""
        return {name: self.cleaned_data[name] for name in PlaceForm.base_fields}
