"""The form of an avenant: its subject and the parts of the text that it opens."""

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
