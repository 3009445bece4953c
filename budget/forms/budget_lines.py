"""The form of a budget line, as its text prints it."""

from typing import Any, ClassVar

from django import forms

from budget.enums import Section
from budget.models import BudgetLine, BudgetPhase
from common.concurrent_edits import ConcurrentEditForm
from common.forms import YearField
from common.line_forms import FormWithLines, Line
from common.model_fields import model_field, recorded_values
from deliberations.forms import DeliberationChoice
from programmes.models import Programme

SPENDING, INCOME = "depense", "recette"
PARTS_OF_IMPUTATION = ("chapter", "function", "nature", "budget_programme")


def part_field(name: str) -> forms.Field:
    return model_field(BudgetLine, name, attrs={"class": "w-day", "autocomplete": "off"})


class PhaseLine(Line):
    """A phase: a year, and the amount that the text expects to pay then."""

    named = {"year": "l’année du phasage", "amount": "le montant du phasage"}

    year = model_field(BudgetPhase, "year", kind=YearField)
    amount = model_field(BudgetPhase, "amount")


class BudgetLineForm(ConcurrentEditForm, FormWithLines):
    named: ClassVar[dict[str, str]] = {
        "year": "l’exercice",
        "imputation": "l’imputation",
        "section": "la section",
        "side": "le sens de la ligne",
        "authorised": "l’autorisation",
        "assigned": "l’affectation",
        "credits": "les crédits de paiement",
        "available": "le disponible",
        "proposed": "la proposition",
    }
    lines = {"phases": PhaseLine}

    deliberation = model_field(
        BudgetLine, "deliberation", kind=DeliberationChoice, empty_label="Aucune délibération"
    )
    year = model_field(BudgetLine, "year", kind=YearField)
    section = model_field(BudgetLine, "section", widget=forms.RadioSelect)
    side = forms.ChoiceField(
        label="Sens",
        choices=[(SPENDING, "Dépense"), (INCOME, "Recette")],
        widget=forms.RadioSelect,
        initial=SPENDING,
    )
    imputation = model_field(BudgetLine, "imputation")
    operation = model_field(BudgetLine, "operation")
    label = model_field(BudgetLine, "label")
    norm = model_field(BudgetLine, "norm", empty_label="Non communiquée")
    authorised = model_field(BudgetLine, "authorised")
    assigned = model_field(BudgetLine, "assigned")
    credits = model_field(BudgetLine, "credits")
    available = model_field(BudgetLine, "available")
    proposed = model_field(BudgetLine, "proposed")
    chapter = part_field("chapter")
    function = part_field("function")
    nature = part_field("nature")
    budget_programme = part_field("budget_programme")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        DeliberationChoice.offer(self, programme)

    @property
    def facts(self) -> dict[str, Any]:
        """The keywords of the actions, once valid."""
        given = dict(self.cleaned_data)
        side = given.pop("side")
        return {
            **given,
            "section": Section(given["section"]),
            "is_income": side == INCOME,
            "phases": [(line["year"], line["amount"]) for line in self.filled["phases"]],
        }


def budget_line_initial(line: BudgetLine) -> dict[str, Any]:
    """The keywords that fill the form with a line; its parts, left empty, are read again."""
    phases = line.phases.order_by("year").values("year", "amount")
    side = INCOME if line.is_income else SPENDING
    given = recorded_values(BudgetLineForm, line) | dict.fromkeys(PARTS_OF_IMPUTATION, "")
    return {"initial": {**given, "side": side}, "initial_lines": {"phases": list(phases)}}
