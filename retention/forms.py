"""The form that says why a person asks for the erasure of their data."""

from django import forms

from beneficiaries.enums import ErasedFor
from beneficiaries.models import Person
from common.forms import Form
from common.model_fields import model_field


class EraseForm(Form):
    """Reasons that the law names; no free text would be erased with the rest."""

    named = {"reason": "la raison que donne la personne"}

    reason = model_field(
        Person,
        "erased_for",
        label="Raison que donne la personne",
        required=True,
        widget=forms.RadioSelect,
        choices=[one for one in ErasedFor.choices if one[0] != ErasedFor.DUE],
    )

    @property
    def given(self) -> ErasedFor:
        return ErasedFor(self.cleaned_data["reason"])
