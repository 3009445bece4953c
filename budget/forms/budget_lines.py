"""The form of a budget line, as its text prints it."""

from typing import Any, ClassVar

from django import forms

from budget.enums import Norm, Section
from budget.models import BudgetLine
from common.concurrent_edits import ConcurrentEditForm
from common.forms import EurosField, YearField, set_choices
from common.line_forms import FormWithLines, Line
from deliberations.forms import DeliberationChoice
from deliberations.models import Deliberation
from programmes.models import Programme

FIRST_YEAR, LAST_YEAR = 2000, 2100
SPENDING, INCOME = "depense", "recette"
READ_IN_IMPUTATION = "Laissez vide\u00a0: il est lu dans l’imputation."
INITIAL_FIELDS = [
    "deliberation",
    "year",
    "section",
    "imputation",
    "operation",
    "label",
    "norm",
    "authorised",
    "credits",
    "available",
    "proposed",
]


def year_field(label: str) -> YearField:
    attrs = {"class": "w-day", "inputmode": "numeric", "autocomplete": "off"}
    widget = forms.TextInput(attrs=attrs)
    return YearField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=widget)


def part_field(label: str, length: int) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "w-day", "autocomplete": "off"})
    return forms.CharField(
        label=label, max_length=length, required=False, help_text=READ_IN_IMPUTATION, widget=widget
    )


class PhaseLine(Line):
    """A phase: a year, and the amount that the text expects to pay then."""

    named = {"year": "l’année du phasage", "amount": "le montant du phasage"}

    year = year_field("Année")
    amount = EurosField(label="Montant (€)")


class BudgetLineForm(ConcurrentEditForm, FormWithLines):
    named: ClassVar[dict[str, str]] = {
        "year": "l’exercice",
        "imputation": "l’imputation",
        "section": "la section",
        "side": "le sens de la ligne",
        "authorised": "l’autorisation",
        "credits": "les crédits de paiement",
        "available": "le disponible",
        "proposed": "la proposition",
    }
    lines = {"phases": PhaseLine}

    deliberation = DeliberationChoice(
        label="Délibération",
        queryset=Deliberation.objects.none(),
        required=False,
        empty_label="Aucune délibération",
    )
    year = year_field("Exercice")
    section = forms.ChoiceField(label="Section", choices=Section.choices, widget=forms.RadioSelect)
    side = forms.ChoiceField(
        label="Sens",
        choices=[(SPENDING, "Dépense"), (INCOME, "Recette")],
        widget=forms.RadioSelect,
        initial=SPENDING,
    )
    imputation = forms.CharField(
        label="Imputation budgétaire",
        max_length=60,
        help_text="Comme le texte l’imprime. Par exemple 6568//930202.",
    )
    operation = forms.CharField(label="Code opération", max_length=30, required=False)
    label = forms.CharField(label="Libellé", max_length=120, required=False)
    norm = forms.ChoiceField(
        label="Nomenclature", required=False, choices=[("", "Non communiquée"), *Norm.choices]
    )
    authorised = EurosField(label="Autorisation de programme ou d’engagement", required=False)
    credits = EurosField(label="Crédits de paiement (CP)", required=False)
    available = EurosField(
        label="Disponible",
        required=False,
        help_text="Ce qui peut s’engager. Sans disponible, rien ne s’engage sur la ligne.",
    )
    proposed = EurosField(label="Proposition", required=False)
    chapter = part_field("Chapitre", 10)
    function = part_field("Fonction", 10)
    nature = part_field("Nature", 10)
    budget_programme = part_field("Programme budgétaire", 20)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        votes = Deliberation.objects.filter(programme=programme)
        set_choices(self, "deliberation", votes.order_by("-session_on", "-pk"))

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
    return {
        "initial": {**{name: getattr(line, name) for name in INITIAL_FIELDS}, "side": side},
        "initial_lines": {"phases": list(phases)},
    }
