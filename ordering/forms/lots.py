"""The form that receives a lot."""

from typing import Any

from django import forms

from common.forms import Form, set_choices
from common.model_fields import model_field
from distribution.models import Depot, Lot
from distribution.querysets import DepotQuerySet


class DeliverLotForm(Form):
    """The store that counted a lot as its supplier brought it, and the day."""

    named = {"to": "le dépôt", "on": "le jour de la livraison"}

    to = forms.ModelChoiceField(
        Depot.objects.none(),
        label="Reçu à",
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    on = model_field(Lot, "delivered_on", required=True)

    def __init__(self, *args: Any, depots: DepotQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "to", depots)
