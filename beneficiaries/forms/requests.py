"""The form that files a request."""

from typing import Any

from django import forms

from beneficiaries.enums import Channel, Status
from beneficiaries.models import Category
from common.forms import DayField, Form
from programmes.models import Programme


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
