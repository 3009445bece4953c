"""The forms of a subsidy to a third party, of its payments and of the report."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from accounts.forms import OrganisationFields
from accounts.readings import organisations_known_to
from budget.actions.subsidies import SubsidyFacts, SubTotal
from budget.enums import Side
from budget.models import BudgetLine, Commitment, Subsidy, SubsidyItem, SubsidyPayment
from common.concurrent_edits import ConcurrentEditForm
from common.formats import euros
from common.forms import Form, NumberField, set_choices
from common.line_forms import FormWithLines, Line
from common.model_fields import model_field, recorded_values
from deliberations.forms import DeliberationChoice
from programmes.models import Programme

SUB_TOTAL, PUBLIC_SUB_TOTAL, POST = "sous-total", "sous-total-public", "poste"
FACTS = {*SubsidyFacts.__annotations__, "line"} - {"beneficiary"}
POST_WITHOUT_SUB_TOTAL = (
    "Le premier poste n’a pas de sous-total au-dessus de lui. Ajoutez d’abord le sous-total."
)


class PostLine(Line):
    """A line of the third party's budget: a sub-total, or a post of the sub-total above it."""

    named = {
        "kind": "la nature de la ligne",
        "label": "le libellé de la ligne",
        "amount": "le montant de la ligne",
    }

    kind = forms.ChoiceField(
        label="Nature", choices=[(SUB_TOTAL, "Sous-total"), (POST, "Poste")], initial=SUB_TOTAL
    )
    label = model_field(SubsidyItem, "label")
    amount = model_field(SubsidyItem, "amount")


class ResourceLine(PostLine):
    """A line of resources: a sub-total may be of public money."""

    kind = forms.ChoiceField(
        label="Nature",
        choices=[
            (SUB_TOTAL, "Sous-total"),
            (PUBLIC_SUB_TOTAL, "Sous-total public"),
            (POST, "Poste"),
        ],
        initial=SUB_TOTAL,
    )


class LineChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of budget line, shown by its imputation, year and balance."""

    def label_from_instance(self, obj: Any) -> str:
        operation = f", opération {obj.operation}" if obj.operation else ""
        left = euros(obj.balance)
        return f"{obj.imputation}{operation}, {obj.year}\u00a0: il reste {left}"


class SubsidyForm(ConcurrentEditForm, OrganisationFields, FormWithLines):
    named: ClassVar[dict[str, str]] = {
        "deliberation": "la délibération",
        "purpose": "l’objet de la subvention",
        "amount": "le montant de la subvention",
        "line": "la ligne budgétaire",
        "on": "le jour de l’engagement",
        "third_party_budget": "le budget du tiers",
        "report_due_on": "le jour du bilan attendu",
    }
    organisation_named = "le bénéficiaire"
    organisation_label = "Bénéficiaire"
    lines = {"charges": PostLine, "resources": ResourceLine}
    parts = {Side.CHARGE: "charges", Side.RESOURCE: "resources"}
    field_order = ["deliberation"]  # the others follow

    deliberation = model_field(
        Subsidy, "deliberation", kind=DeliberationChoice, empty_label="Choisissez une délibération"
    )
    beneficiary_quality = model_field(Subsidy, "beneficiary_quality")
    purpose = model_field(Subsidy, "purpose")
    amount = model_field(Subsidy, "amount")
    line = LineChoice(
        label="Ligne budgétaire",
        queryset=BudgetLine.objects.none(),
        empty_label="Choisissez une ligne",
        help_text="La subvention y est engagée. Seules les lignes avec un disponible ou une "
        "affectation sont ici.",
    )
    on = model_field(
        Commitment, "committed_on", required=False, help_text="S’il n’est pas celui de la séance."
    )
    report_due_on = model_field(Subsidy, "report_due_on")
    third_party_budget = model_field(Subsidy, "third_party_budget")
    taxes = model_field(Subsidy, "taxes", empty_label="Non précisé")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        known = organisations_known_to(programme.authority)
        super().__init__(*args, organisations=known, **kwargs)
        DeliberationChoice.offer(self, programme)
        lines = programme.budget_lines.filter(is_income=False).exclude(
            available__isnull=True, assigned__isnull=True
        )
        set_choices(self, "line", lines.order_by("-year", "imputation", "pk"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for lines in self.sets.values():
            filled = lines.filled if lines.is_valid() else []
            if filled and filled[0]["kind"] == POST:
                lines.refuse(POST_WITHOUT_SUB_TOTAL)
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The keywords of the actions but the beneficiary, once valid."""
        given = {name: value for name, value in self.cleaned_data.items() if name in FACTS}
        return {
            **given,
            "on": self.cleaned_data["on"] or given["deliberation"].session_on,
            "sub_totals": [
                one
                for side, name in self.parts.items()
                for one in _sub_totals(Side(side), self.filled[name])
            ],
        }


def _sub_totals(side: Side, lines: Iterable[dict[str, Any]]) -> list[SubTotal]:
    found: list[tuple[str, Decimal, list[tuple[str, Decimal]], bool]] = []
    for line in lines:
        if line["kind"] == POST:
            found[-1][2].append((line["label"], line["amount"]))
        else:
            found.append((line["label"], line["amount"], [], line["kind"] == PUBLIC_SUB_TOTAL))
    return [SubTotal(side, *one) for one in found]


def subsidy_initial(subsidy: Subsidy) -> dict[str, Any]:
    """The keywords that fill the form with a subsidy."""
    commitment = subsidy.commitment
    lines: dict[str, list[dict[str, Any]]] = {name: [] for name in SubsidyForm.lines}
    for item in subsidy.items.order_by("side", "position"):
        kind = PUBLIC_SUB_TOTAL if item.is_public else (POST if item.part_of_id else SUB_TOTAL)
        line = {"kind": kind, **recorded_values(PostLine, item)}
        lines[SubsidyForm.parts[item.side]].append(line)
    initial = {
        **recorded_values(SubsidyForm, subsidy),
        **recorded_values(SubsidyForm, commitment),
        "organisation": subsidy.beneficiary,
        "line": commitment.line,
    }
    return {"initial": initial, "initial_lines": lines}


class PaymentForm(Form):
    named: ClassVar[dict[str, str]] = {
        "amount": "le montant payé",
        "on": "le jour du paiement",
        "mandat_number": "le numéro du mandat",
    }

    amount = model_field(SubsidyPayment, "amount")
    on = model_field(SubsidyPayment, "paid_on")
    mandat_number = model_field(SubsidyPayment, "mandat_number", kind=NumberField)


class ReportForm(Form):
    named: ClassVar[dict[str, str]] = {"on": "le jour où le bilan est reçu"}

    on = model_field(Subsidy, "report_received_on", required=True)
