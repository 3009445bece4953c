"""The form of an avenant: its subject and the parts of the text that it opens."""

from typing import Any

from django import forms

from common.concurrent_edits import ConcurrentEditForm
from common.model_fields import model_field
from conventions.enums import Block
from conventions.models import Avenant


class AvenantForm(ConcurrentEditForm):
    """The subject of an avenant, its stated day of effect, the parts of the text that it opens."""

    named = {
        "subject": "l’objet de l’avenant",
        "blocks": "les parties que l’avenant modifie",
        "stated_effective_on": "le jour d’effet énoncé",
    }

    subject = model_field(Avenant, "subject")
    blocks = forms.MultipleChoiceField(
        label="Parties du texte à modifier",
        choices=Block.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="L’avenant ne change rien en dehors d’elles.",
    )
    stated_effective_on = model_field(Avenant, "stated_effective_on")


class NewAvenantForm(AvenantForm):
    """As `AvenantForm`, with the number of the text, which is then kept."""

    named = AvenantForm.named | {"number": "le numéro de l’avenant"}
    field_order = ["number"]

    number = model_field(
        Avenant,
        "number",
        required=False,
        help_text="Le suivant, ou celui que porte un texte plus ancien.",
    )

    def __init__(self, *args: Any, next_number: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = next_number
