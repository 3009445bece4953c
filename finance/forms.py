"""The form that says which convention pays the carnets of a lot."""

from typing import Any

from django import forms

from common.formats import number
from common.forms import Form, set_choices
from common.model_fields import model_field
from common.sort_key import in_reading_order
from conventions.enums import ClauseKind, ConventionState
from distribution.models import Lot
from finance.models import FundingKey
from programmes.models import Programme


class LotChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of lot, shown by its order and its carnets."""

    def label_from_instance(self, obj: Lot) -> str:
        carnets = f"carnets {number(obj.first_carnet)} à {number(obj.last_carnet)}"
        return f"Commande {obj.order.number}, lot {obj.code}\u00a0: {carnets}"


class FundingKeyForm(Form):
    named = {
        "lot": "le lot",
        "convention": "la convention",
        "first_carnet": "le premier carnet",
        "last_carnet": "le dernier carnet",
        "rank": "l’ordre",
        "share": "la part payée",
    }

    lot = model_field(FundingKey, "lot", kind=LotChoice, empty_label="Choisissez un lot")
    convention = model_field(FundingKey, "convention", empty_label="Choisissez une convention")
    first_carnet = model_field(
        FundingKey, "first_carnet", required=False, help_text="Vide\u00a0: dès le premier du lot."
    )
    last_carnet = model_field(
        FundingKey,
        "last_carnet",
        required=False,
        help_text="Vide\u00a0: jusqu’au dernier du lot.",
    )

    rank = model_field(FundingKey, "rank", initial=1)
    share = model_field(FundingKey, "share", initial=100)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lots = programme.lots.kept().select_related("order").order_by("-first_carnet")
        set_choices(self, "lot", lots)
        counting = programme.conventions.filter(clauses__kind=ClauseKind.BASIS).distinct()
        signed = counting.exclude(state=ConventionState.DRAFT)
        set_choices(self, "convention", in_reading_order(signed, "title", "pk"))
