"""The form of the simulator of the 2019 call; its answers are in the address."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from common import formats
from common.forms import EurosField, Form, RateField, WholeField
from financing.rules.simulator import Project, Scale

OWN, TOTAL = "propre", "total"
ASSETS = [
    ("public", "Un public cible est nommé"),
    ("local", "Le projet est organisé localement"),
    ("hub", "Un hub territorial y prend part"),
    ("partenaires", "D’autres partenaires sont associés"),
    ("europe", "Des fonds européens sont demandés"),
]


class DensityField(EurosField):
    """A density in inhabitants by km²: « 189 », « 563,92 »."""

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return super().to_python(value)
        except ValidationError as wrong:
            sentence = "Écrivez la densité en habitants au km², comme 563,92."
            raise ValidationError(sentence, code=wrong.code) from None

    def prepare_value(self, value: Any) -> Any:
        return formats.number(value) if isinstance(value, Decimal) else value


class SimulatorForm(Form):
    named: ClassVar[dict[str, str]] = {
        "echelle": "l’échelle du projet",
        "population": "le nombre d’habitants",
        "densite": "la densité",
        "pauvrete": "le taux de pauvreté",
        "base": "ce que le montant couvre",
        "montant": "le montant",
        "accorde": "le montant accordé",
    }

    echelle = forms.ChoiceField(
        label="Échelle du projet",
        choices=[(scale.value, scale.label.capitalize()) for scale in Scale],
        initial=Scale.REGIONAL.value,
    )
    population = WholeField(label="Population", help_text="En habitants.")
    densite = DensityField(label="Densité", help_text="En habitants au km².")
    pauvrete = RateField(label="Taux de pauvreté", help_text="Par exemple 18,6\u00a0%.")
    atouts = forms.MultipleChoiceField(
        label="Ce que le projet réunit",
        choices=ASSETS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    base = forms.ChoiceField(
        label="Le montant ci-dessous est",
        choices=[(TOTAL, "Le coût total du projet"), (OWN, "Le budget sans l’aide de l’État")],
        initial=TOTAL,
    )
    montant = EurosField(label="Montant du projet")
    accorde = EurosField(
        label="Montant accordé par l’État",
        required=False,
        help_text="Pour connaître l’écart avec la simulation.",
    )

    def clean_montant(self) -> Decimal:
        amount: Decimal = self.cleaned_data["montant"]
        if not amount:
            raise ValidationError("Indiquez un montant de projet positif.", code="zero")
        return amount

    @property
    def project(self) -> Project:
        """The project described, once valid."""
        answers = self.cleaned_data
        assets = answers["atouts"]
        return Project(
            scale=Scale(answers["echelle"]),
            population=answers["population"],
            density=answers["densite"],
            poverty=answers["pauvrete"],
            names_public="public" in assets,
            is_organised="local" in assets,
            has_hub="hub" in assets,
            has_partners="partenaires" in assets,
            has_eu_funds="europe" in assets,
        )
