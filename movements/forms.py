"""The forms that send carnets, count them on arrival, and say what became of some."""

import datetime as dt
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from common.formats import count
from common.forms import Form, WholeField, set_choices
from common.model_fields import model_field
from common.sort_key import in_reading_order
from distribution import rules
from distribution.models import Depot, Shipment, StockLine
from movements.readings import first_in_service, is_held

FEW = 7  # choices that are all shown at once
LONGEST_RANGES = 1_500  # what a store holds may be in many pieces
EXAMPLE = "Par exemple\u00a0: n°\u00a001201 à\u00a001220, n°\u00a001251."
LOSS = "Par exemple\u00a0: vol déclaré à la gendarmerie, procès-verbal n°\u00a02023/118."


class RangesField(forms.CharField):
    """Numbers of carnets, by ranges, typed as pages print them."""

    default_error_messages = {"ranges": f"Écrivez les numéros ainsi\u00a0: {EXAMPLE}"}

    def __init__(self, **kwargs: Any) -> None:
        asked = {"help_text": EXAMPLE, "max_length": LONGEST_RANGES, **kwargs}
        super().__init__(**asked)
        self.widget.attrs |= {"class": "w-text", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return rules.parse_ranges(typed) if typed else []
        except ValueError:
            raise ValidationError(self.error_messages["ranges"], code="ranges") from None

    def prepare_value(self, value: Any) -> Any:
        return rules.ranges_in_words(value) if isinstance(value, list) else value


class SendForm(Form):
    """Where carnets go, and which: so many, or their numbers."""

    named = {"destination": "le dépôt qui reçoit", "carnets": "le nombre de carnets"}

    destination = model_field(
        Shipment,
        "destination",
        label="Envoyer à",
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
    )
    carnets = WholeField(
        label="Combien de carnets",
        required=False,
        help_text="Les premiers en service sont pris, dans l’ordre des numéros.",
    )
    numbers = RangesField(
        label="Ou leurs numéros",
        required=False,
    )

    def __init__(self, *args: Any, depot: Depot, on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.depot, self.on = depot, on
        destinations = in_reading_order(Depot.objects.reached_from(depot), "name", "pk")
        if len(destinations) >= FEW:
            field = cast("Any", self.fields["destination"])
            field.widget, field.empty_label = forms.Select(), "Choisissez un dépôt"
        set_choices(self, "destination", destinations)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        typed = [name for name in ("carnets", "numbers") if given.get(name)]
        if not typed and not self.errors.keys() & {"carnets", "numbers"}:
            self.add_error("carnets", "Indiquez combien de carnets envoyer, ou leurs numéros.")
        if len(typed) > 1:
            self.add_error("numbers", "Gardez l’un des deux\u00a0: un nombre, ou des numéros.")
        elif given.get("carnets"):
            self._take_first(given)
        elif given.get("numbers") and not is_held(self.depot, given["numbers"]):
            self.add_error("numbers", f"{self.depot} ne détient pas tous ces carnets.")
        return given

    def _take_first(self, given: dict[str, Any]) -> None:
        """The numbers of so many carnets, the first in service."""
        given["numbers"] = first_in_service(self.depot, given["carnets"], self.on)
        if (found := rules.size(given["numbers"])) < given["carnets"]:
            said = f"{self.depot} a {count(found, 'carnet')} en service, pas plus."
            self.add_error("carnets", said)

    @property
    def address(self) -> str:
        """What the address says of a valid form, by numbers: they are read, then sent."""
        numbers = ",".join(f"{first}-{last}" for first, last in self.cleaned_data["numbers"])
        to = self.cleaned_data["destination"].public_id
        return urlencode({"destination": to, "numbers": numbers})


class ConfirmSendForm(Form):
    """The day when the carnets leave, once they were read again."""

    named = {"on": "le jour de l’envoi"}

    on = model_field(Shipment, "sent_on", label="Jour de l’envoi")
    note = model_field(Shipment, "note", label="Note")


class ReceiveForm(Form):
    """The day when a whole shipment is counted."""

    named = {"on": "le jour de la réception"}

    on = model_field(Shipment, "answered_on", label="Jour de la réception", required=True)


class ReceivePartForm(ReceiveForm):
    """What is taken of a shipment, and what is said of the others."""

    named = {
        **ReceiveForm.named,
        "numbers": "les carnets reçus",
        "rest": "ce qu’il en est des autres",
        "reason": "le motif",
    }
    field_order = ["numbers", "rest", "reason", "on"]

    numbers = RangesField(
        label="Numéros des carnets reçus",
        required=False,
        help_text=f"Laissez vide si vous n’en gardez aucun. {EXAMPLE}",
    )
    rest = model_field(
        Shipment, "rest", label="Les autres", required=True, widget=forms.RadioSelect
    )
    reason = model_field(Shipment, "reason", required=True)


class NumbersForm(Form):
    """Which carnets, on which day, and why."""

    named = {"numbers": "les numéros des carnets", "on": "le jour", "reason": "le motif"}
    field_order = ["numbers", "on", "reason"]

    numbers = RangesField(label="Numéros des carnets")
    on = model_field(StockLine, "moved_on")


class SettleForm(NumbersForm):
    """What became of carnets that were not received."""

    named = {**NumbersForm.named, "became": "ce que sont devenus ces carnets"}
    field_order = ["numbers", "became", "on", "reason"]

    became = forms.ChoiceField(
        label="Ces carnets",
        choices=[("back", "Sont revenus dans le stock"), ("lost", "Sont perdus ou volés")],
        widget=forms.RadioSelect,
    )
    reason = model_field(StockLine, "reason", label="Motif de la perte ou du vol", help_text=LOSS)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("became") == "lost" and not given.get("reason"):
            self.add_error("reason", "Indiquez le motif de la perte ou du vol.")
        return given


class LossForm(NumbersForm):
    """Carnets of a store that are lost, stolen or damaged."""

    named = {**NumbersForm.named, "on": "le jour de la perte"}

    on = model_field(StockLine, "moved_on", label="Jour de la perte ou du vol")
    reason = model_field(StockLine, "reason", required=True, help_text=LOSS)


class ReversalForm(Form):
    """Why a line of the ledger is corrected, and on which day."""

    named = {"on": "le jour de la correction", "reason": "le motif"}

    on = model_field(StockLine, "moved_on", label="Jour de la correction")
    reason = model_field(StockLine, "reason", required=True)


class CancelForm(ReversalForm):
    """Why a shipment is taken back before it was counted."""

    reason = model_field(
        StockLine, "reason", required=True, help_text="Par exemple\u00a0: mauvais dépôt choisi."
    )
