"""The form that chooses whose carnets a sending reminds."""

from collections.abc import Collection
from typing import Any, ClassVar

from django import forms

from common.formats import day
from common.forms import Form
from distribution.models import Carnet


class RemindForm(Form):
    """The carnets that a sending is about: all of them unless some are unticked."""

    named: ClassVar[dict[str, str]] = {"carnets": "au moins un carnet"}

    carnets = forms.MultipleChoiceField(
        label="Personnes à prévenir",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Un de ces carnets n’est plus à rappeler\u00a0: relisez la liste."
        },
    )

    def __init__(self, *args: Any, carnets: Collection[Carnet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.number): one for one in carnets}
        field: Any = self.fields["carnets"]
        field.choices = [(number, _in_words(one)) for number, one in self.known.items()]
        field.initial = list(self.known)

    def clean_carnets(self) -> list[Carnet]:
        return [self.known[number] for number in self.cleaned_data["carnets"]]


def _in_words(carnet: Any) -> str:
    person = carnet.hand_out.decision.request.person
    return (
        f"{person.listed_name}, carnet n°\u00a0{carnet.number:05d} remis le "
        f"{day(carnet.hand_out.handed_on)}"
    )
