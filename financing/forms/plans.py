"""The form of a financing plan: its terms, its posts and its resources."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.text import slugify

from accounts.models import Organisation
from accounts.readings import organisations_known_to
from budget.enums import Section, Side
from common.concurrent_edits import ConcurrentEditForm
from common.forms import EurosField, RateField, set_choices
from common.line_forms import FormWithLines, Line
from common.sort_key import in_reading_order
from conventions.models import Convention
from financing.actions import ItemSpec
from financing.enums import Perimeter
from financing.models import Plan
from programmes.models import Programme

CODE_LENGTH = 40


class ChargeLine(Line):
    """A post of spending."""

    named = {
        "label": "le libellé du poste",
        "section": "la section du poste",
        "amount": "le montant du poste",
    }

    label = forms.CharField(label="Poste", max_length=120)
    section = forms.ChoiceField(
        label="Section", required=False, choices=[("", "Sans objet"), *Section.choices]
    )
    amount = EurosField(label="Montant (€)")
    pays_passes = forms.BooleanField(label="Achat de pass", required=False)


class ResourceLine(Line):
    """A resource: what a funder brings."""

    named = {
        "label": "le libellé de la ressource",
        "funder": "qui apporte la ressource",
        "amount": "le montant de la ressource",
    }
    funders: ClassVar[QuerySet[Organisation] | None] = None

    label = forms.CharField(label="Ressource", max_length=120)
    funder = forms.ModelChoiceField(
        label="Apportée par",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="Non précisé",
    )
    amount = EurosField(label="Montant (€)")
    is_public_aid = forms.BooleanField(label="Aide publique", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.funders is not None:
            set_choices(self, "funder", self.funders)


class PlanForm(ConcurrentEditForm, FormWithLines):
    """The field `confirmed` is shown only with `needs_confirmation`: for a signed convention."""

    named: ClassVar[dict[str, str]] = {
        "title": "l’intitulé du plan",
        "perimeter": "le périmètre du plan",
        "convention": "la convention",
        "total": "le total du plan",
        "aid_limit": "le plafond d’aides publiques",
        "limit_reason": "la règle du plafond",
        "note": "la mention",
        "confirmed": "la confirmation",
    }
    lines = {"charges": ChargeLine, "resources": ResourceLine}
    parts = {Side.CHARGE: "charges", Side.RESOURCE: "resources"}

    title = forms.CharField(label="Intitulé", max_length=200)
    convention = forms.ModelChoiceField(
        label="Convention que le plan finance",
        queryset=Convention.objects.none(),
        required=False,
        empty_label="Aucune convention",
    )
    perimeter = forms.ChoiceField(
        label="Périmètre",
        choices=[(Perimeter.OPERATION, "L’opération entière"), (Perimeter.LINE, "Une ligne")],
        widget=forms.RadioSelect,
        initial=Perimeter.OPERATION,
    )
    total = EurosField(
        label="Total du plan", help_text="Les postes, puis les ressources, doivent faire ce total."
    )
    aid_limit = RateField(
        label="Plafond d’aides publiques",
        required=False,
        help_text="En pour cent du total, si une règle en fixe un. Par exemple 80\u00a0%.",
    )
    limit_reason = forms.CharField(
        label="Règle qui fixe ce plafond", required=False, max_length=300
    )
    note = forms.CharField(
        label="Mention",
        required=False,
        max_length=200,
        help_text="Par exemple d’où vient un montant que le texte ne donne pas.",
    )
    confirmed = forms.BooleanField(
        label="Je modifie le plan d’une convention signée", required=False
    )

    def __init__(
        self, *args: Any, programme: Programme, needs_confirmation: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self, "convention", in_reading_order(programme.conventions.all(), "title", "pk")
        )
        if not needs_confirmation:
            del self.fields["confirmed"]

    @property
    def code(self) -> str:
        """A short name made of the title."""
        return slugify(self.cleaned_data["title"])[:CODE_LENGTH].strip("-") or "plan"

    @property
    def terms(self) -> dict[str, Any]:
        """The keywords of `actions.record`, once valid."""
        given = dict(self.cleaned_data)
        given.pop("confirmed", None)
        return {**given, "perimeter": Perimeter(given["perimeter"]), "items": self.items}

    @property
    def changes(self) -> dict[str, Any]:
        """The keywords of `actions.edit`, once valid."""
        return {**self.terms, "confirmed": bool(self.cleaned_data.get("confirmed"))}

    @property
    def items(self) -> list[ItemSpec]:
        charges = [
            ItemSpec(
                Side.CHARGE,
                line["label"],
                line["amount"],
                section=Section(line["section"]) if line["section"] else None,
                pays_passes=line["pays_passes"],
            )
            for line in self.filled["charges"]
        ]
        resources = [
            ItemSpec(
                Side.RESOURCE,
                line["label"],
                line["amount"],
                funder=line["funder"],
                is_public_aid=line["is_public_aid"],
            )
            for line in self.filled["resources"]
        ]
        return [*charges, *resources]


def plan_form(programme: Programme) -> type[PlanForm]:
    """The class of form for a programme: its resource lines offer the organisations it knows."""
    line = type(
        "ResourceLine", (ResourceLine,), {"funders": organisations_known_to(programme.authority)}
    )
    return type("PlanForm", (PlanForm,), {"lines": {"charges": ChargeLine, "resources": line}})


def plan_initial(plan: Plan) -> dict[str, Any]:
    """The keywords that fill the form with a plan."""
    names = ("title", "convention", "perimeter", "total", "aid_limit", "limit_reason", "note")
    items = plan.items.select_related("funder").order_by("side", "position")
    charge = ("label", "section", "amount", "pays_passes")
    resource = ("label", "funder", "amount", "is_public_aid")
    return {
        "initial": {name: getattr(plan, name) for name in names},
        "initial_lines": {
            "charges": [_line_initial(item, charge) for item in items if item.side == Side.CHARGE],
            "resources": [
                _line_initial(item, resource) for item in items if item.side == Side.RESOURCE
            ],
        },
    }


def _line_initial(item: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}
