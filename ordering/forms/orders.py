"""The form of an order, and the one that places it once it is read again."""

from typing import Any, ClassVar

from django import forms

from accounts.forms import OrganisationFields
from common.forms import Form, NumberField, set_choices
from common.line_forms import FormWithLines, Line
from common.model_fields import model_field
from deliberations.forms import DeliberationChoice
from distribution.actions.orders import LotSpec
from distribution.models import Lot, Order
from programmes.forms import DepartementsField
from programmes.models import Programme
from programmes.querysets import organisations_of

TERMS = ("number", "market", "deliberation", "ordered_on", "valid_from", "valid_until", "note")


class LotLine(Line):
    """A lot: so many carnets of one size, for some départements or for all."""

    named = {
        "code": "le code du lot",
        "carnets": "le nombre de carnets",
        "passes_per_carnet": "la taille des carnets",
        "territory": "les départements du lot",
    }

    code = model_field(Lot, "code", label="Code du lot", attrs={"class": "w-day"})
    carnets = model_field(Lot, "last_carnet", label="Carnets")
    passes_per_carnet = forms.TypedChoiceField(label="Pass par carnet", coerce=int)
    territory = DepartementsField(label="Départements", required=False, max_length=200)

    def has_changed(self) -> bool:
        """A line always comes with a size, the first one of the list: alone, it is no lot."""
        return any(name != "passes_per_carnet" for name in self.changed_data)


class OrderForm(OrganisationFields, FormWithLines):
    """What is ordered, from whom, and until when its passes are used."""

    named: ClassVar[dict[str, str]] = {
        "number": "le numéro de la commande",
        "ordered_on": "le jour de la commande",
        "valid_from": "le premier jour d’utilisation",
        "valid_until": "le dernier jour d’utilisation",
    }
    organisation_named = "l’émetteur"
    organisation_label = "Émetteur, qui imprime et livre"
    lines = {"lots": LotLine}
    field_order = ["number", "organisation", "other_name", "other_siret"]

    number = model_field(Order, "number", kind=NumberField, help_text="Celui du bon de commande.")
    market = model_field(Order, "market", empty_label="Hors marché")
    deliberation = model_field(
        Order,
        "deliberation",
        kind=DeliberationChoice,
        label="Délibération",
        empty_label="Aucune délibération",
    )
    ordered_on = model_field(Order, "ordered_on")
    valid_from = model_field(Order, "valid_from", label="Utilisable du")
    valid_until = model_field(Order, "valid_until", label="Utilisable jusqu’au, inclus")
    note = model_field(Order, "note")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        known = organisations_of(programme.authority)
        super().__init__(*args, organisations=known, **kwargs)
        DeliberationChoice.offer(self, programme)
        set_choices(self, "market", programme.markets.order_by("-notified_on", "pk"))
        for line in self.sets["lots"].forms:
            sizes = [(size, f"{size} pass") for size in programme.sizes]
            line.fields["passes_per_carnet"].choices = sizes

    @property
    def terms(self) -> Any:
        """The keywords of the action but the supplier and the lots, once valid."""
        return {name: self.cleaned_data[name] for name in TERMS}

    @property
    def specs(self) -> list[LotSpec]:
        return [LotSpec(**line) for line in self.filled["lots"]]

    @property
    def supplier(self) -> str:
        """Its name, chosen or typed."""
        answer = self.organisation_answer
        return str(answer["known"] or answer["name"])


class ReadNumberField(forms.IntegerField):
    """What the page shows now, even when it comes back with what was sent."""

    def bound_data(self, data: object, initial: object) -> object:
        return initial


class PlaceOrderForm(Form):
    """The last carnet of the series when the numbers of the order were read."""

    read = ReadNumberField(widget=forms.HiddenInput)
