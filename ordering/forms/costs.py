"""The form that commits a cost of an order."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from budget.forms.subsidies import LineChoice
from budget.models import BudgetLine, Commitment
from common.formats import euros
from common.forms import Form, set_choices
from common.model_fields import model_field
from ordering.enums import CostKind
from ordering.models import Cost
from programmes.models import Programme


class CostForm(Form):
    """What is paid, before tax and with it, and the budget line that it commits."""

    named: ClassVar[dict[str, str]] = {
        "kind": "la nature du coût",
        "amount": "le montant HT",
        "line": "la ligne budgétaire",
        "on": "le jour de l’engagement",
    }

    kind = model_field(Cost, "kind", widget=forms.RadioSelect)
    label = model_field(Cost, "label", help_text="Par exemple\u00a0: livraison, étude.")
    amount = model_field(Cost, "amount", required=False)
    with_tax = model_field(
        Cost, "with_tax", required=False, help_text="Vide\u00a0: le même, sans taxe."
    )
    line = LineChoice(
        label="Ligne budgétaire",
        queryset=BudgetLine.objects.none(),
        empty_label="Choisissez une ligne",
        help_text="Le montant TTC y est engagé.",
    )
    on = model_field(Commitment, "committed_on")

    def __init__(self, *args: Any, programme: Programme, value: Decimal, **kwargs: Any) -> None:
        """`value` is the face value of the order."""
        super().__init__(*args, **kwargs)
        computed = f"Laissez vide pour la valeur faciale\u00a0: elle est de {euros(value)}."
        self.fields["amount"].help_text = computed
        lines = programme.budget_lines.filter(is_income=False).exclude(
            available__isnull=True, assigned__isnull=True
        )
        set_choices(self, "line", lines.order_by("-year", "imputation", "pk"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        is_computed = given.get("kind") == CostKind.PASSES
        if is_computed and given.get("amount"):
            self.add_error("amount", "La valeur faciale se calcule\u00a0: laissez ce montant vide.")
        elif not is_computed and not given.get("amount") and "amount" not in self.errors:
            self.add_error("amount", "Indiquez le montant HT.")
        if is_computed and given.get("with_tax"):
            self.add_error("with_tax", "La valeur faciale n’a pas de taxe\u00a0: laissez vide.")
        return given
