"""The form of an avenant: its subject and the parts of the text that it opens."""

from typing import Any

from django import forms

from common.concurrent_edits import ConcurrentEditForm
from common.forms import DayField
from conventions.enums import Block


class AvenantForm(ConcurrentEditForm):
    """The subject of an avenant, its stated day of effect, the parts of the text that it opens."""

    named = {
        "subject": "l’objet de l’avenant",
        "blocks": "les parties que l’avenant modifie",
        "stated_effective_on": "le jour d’effet énoncé",
    }

    subject = forms.CharField(
        label="Objet",
        max_length=300,
        help_text="Par exemple «\u00a0Prolongation jusqu’au 31 décembre 2023\u00a0».",
    )
    blocks = forms.MultipleChoiceField(
        label="Parties du texte à modifier",
        choices=Block.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="L’avenant ne change rien en dehors d’elles.",
    )
    stated_effective_on = DayField(
        label="Jour d’effet énoncé",
        required=False,
        help_text="S’il n’en énonce pas, l’avenant prend effet à sa signature.",
    )

    @property
    def facts(self) -> dict[str, Any]:
        answers = self.cleaned_data
        return {**answers, "blocks": [Block(one) for one in answers["blocks"]]}
