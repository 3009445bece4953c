"""The forms that register a person and correct who they are."""

from typing import Any

from beneficiaries.models import Person
from common.concurrent_edits import ConcurrentEditForm
from common.forms import Form
from common.model_fields import model_field
from places.forms import CommuneField
from programmes.models import Programme


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
    born_on = model_field(Person, "born_on", required=True)  # absent once erased alone
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


class CorrectForm(ConcurrentEditForm):
    """Who a person is, but where they live."""

    named = {name: said for name, said in RegisterForm.named.items() if name != "commune"}

    last_name = model_field(Person, "last_name")
    first_name = model_field(Person, "first_name")
    born_on = model_field(Person, "born_on", required=True)
    phone = model_field(Person, "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
