"""The forms of the steps of a lot, and the one that receives it."""

from typing import Any

from django import forms

from common.forms import Form, set_choices
from common.model_fields import model_field
from distribution.models import Depot, Lot, StockLine
from distribution.querysets import DepotQuerySet
from movements.forms import EXAMPLE, RangesField
from ordering.models import Step


class StepForm(Form):
    """The day of a step, and what is to be known of it."""

    named = {"on": "le jour", "note": "le motif"}

    on = model_field(Step, "taken_on")
    note = model_field(Step, "note")


class ReasonedStepForm(StepForm):
    """The day of a refusal or of an end, and why."""

    note = model_field(Step, "note", label="Motif", required=True)


class DeliverLotForm(Form):
    """The store that counted a lot as its supplier brought it, the day, and what it lacks."""

    named = {
        "to": "le dépôt",
        "on": "le jour de la livraison",
        "missing": "les carnets qui manquent",
        "reason": "ce qui manque ou est abîmé",
    }

    to = forms.ModelChoiceField(
        Depot.objects.none(),
        label="Reçu à",
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    on = model_field(Lot, "delivered_on", required=True)
    missing = RangesField(
        label="Numéros des carnets manquants ou abîmés",
        required=False,
        help_text=f"Laissez vide si le lot est complet et intact. {EXAMPLE}",
    )
    reason = model_field(
        StockLine,
        "reason",
        label="Ce qui manque ou est abîmé",
        required=False,
        help_text="Par exemple\u00a0: paquet ouvert, 20 carnets absents, réserve au transporteur.",
    )

    def __init__(self, *args: Any, depots: DepotQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "to", depots)
