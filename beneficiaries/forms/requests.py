"""The form that files a request."""

from itertools import chain
from typing import Any

from django import forms

from beneficiaries.enums import Status
from beneficiaries.models import Category, Request
from common.forms import Form, set_choices
from common.model_fields import model_field
from programmes.models import Programme


class RequestForm(Form):
    """What the person asks, on which day, and the proof that was seen."""

    named = {
        "filed_on": "le jour du dépôt",
        "status": "la situation de la personne",
        "channel": "la façon dont la demande est faite",
        "proof_kind": "le justificatif que vous avez vu",
        "proof_dated_on": "la date du justificatif",
        "establishment": "l’établissement",
    }

    public_id = forms.UUIDField(widget=forms.HiddenInput)
    filed_on = model_field(Request, "filed_on")
    status = model_field(Request, "status")
    establishment = model_field(
        Request, "establishment", empty_label="Aucun", to_field_name="public_id"
    )
    channel = model_field(Request, "channel", widget=forms.RadioSelect, initial=None)
    proof_kind = model_field(Request, "proof_kind", required=True)
    proof_dated_on = model_field(Request, "proof_dated_on")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = _statuses(programme)  # type: ignore[attr-defined]
        if programme.establishments.exists():
            set_choices(self, "establishment", programme.establishments.order_by("position"))
        else:
            del self.fields["establishment"]
        self.fields["proof_kind"].widget.attrs |= {"list": "proofs", "autocomplete": "off"}


def _statuses(programme: Programme) -> list[tuple[str, str]]:
    """The situations that a version of the programme asks about, and none of them."""
    categories = Category.objects.filter(version__programme=programme)
    asked = set(chain(*categories.values_list("statuses", flat=True)))
    kept = [(status.value, str(status.label)) for status in Status if status in asked]
    return [("", "Choisir"), *kept, (Status.NONE.value, str(Status.NONE.label))]
