"""The form of a financing plan: its terms, its posts and its resources."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify

from accounts.readings import organisations_known_to
from budget.enums import Side
from common.concurrent_edits import ConcurrentEditForm
from common.forms import set_choices
from common.line_forms import FormWithLines, Line
from common.model_fields import model_field, recorded_values
from common.sort_key import in_reading_order
from financing.actions import ItemSpec
from financing.enums import Perimeter
from financing.models import Plan, PlanItem
from programmes.models import Programme

CODE_LENGTH = 40


class ChargeLine(Line):
    """A post of spending."""

    named = {
        "label": "le libellé du poste",
        "section": "la section du poste",
        "amount": "le montant du poste",
    }

    label = model_field(PlanItem, "label", label="Poste")
    section = model_field(PlanItem, "section", empty_label="Sans objet")
    amount = model_field(PlanItem, "amount")
    pays_passes = model_field(PlanItem, "pays_passes", help_text="")
    progress = model_field(PlanItem, "progress", empty_label="Non précisé")


class ResourceLine(Line):
    """A resource: what a funder brings."""

    named = {
        "label": "le libellé de la ressource",
        "funder": "qui apporte la ressource",
        "amount": "le montant de la ressource",
    }

    label = model_field(PlanItem, "label", label="Ressource")
    funder = model_field(PlanItem, "funder", empty_label="Non précisé")
    amount = model_field(PlanItem, "amount")
    is_public_aid = model_field(PlanItem, "is_public_aid")
    is_for_part = model_field(PlanItem, "is_for_part")


class PlanForm(ConcurrentEditForm, FormWithLines):
    """The field `confirmed` is shown only with `needs_confirmation`: for a signed convention."""

    named: ClassVar[dict[str, str]] = {
        "title": "l’intitulé du plan",
        "perimeter": "le périmètre du plan",
        "convention": "la convention",
        "total": "le total du plan",
        "aid_limit": "le plafond d’aides publiques",
        "limit_reason": "la règle du plafond",
        "part_amount": "le coût de cette partie",
        "note": "la mention",
        "confirmed": "la confirmation",
    }
    lines = {"charges": ChargeLine, "resources": ResourceLine}
    parts = {Side.CHARGE: "charges", Side.RESOURCE: "resources"}

    title = model_field(Plan, "title")
    convention = model_field(Plan, "convention", empty_label="Aucune convention")
    perimeter = model_field(
        Plan,
        "perimeter",
        choices=[(Perimeter.OPERATION, "L’opération entière"), (Perimeter.LINE, "Une ligne")],
        widget=forms.RadioSelect,
        initial=Perimeter.OPERATION,
    )
    total = model_field(Plan, "total")
    aid_limit = model_field(Plan, "aid_limit")
    limit_reason = model_field(Plan, "limit_reason")
    part_name = model_field(Plan, "part_name")
    part_amount = model_field(Plan, "part_amount")
    note = model_field(Plan, "note")
    confirmed = forms.BooleanField(
        label="Je modifie le plan d’une convention signée", required=False
    )

    def __init__(
        self, *args: Any, programme: Programme, needs_confirmation: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        conventions = in_reading_order(programme.conventions.all(), "title", "pk")
        set_choices(self, "convention", conventions)
        for line in self.sets["resources"]:
            set_choices(line, "funder", organisations_known_to(programme.authority))
        if not needs_confirmation:
            del self.fields["confirmed"]

    @property
    def code(self) -> str:
        """A short name made of the title."""
        return slugify(self.cleaned_data["title"])[:CODE_LENGTH].strip("-") or "plan"

    @property
    def terms(self) -> dict[str, Any]:
        """The keywords of the actions, once valid."""
        parts = self.parts.items()
        items = [ItemSpec(Side(side), **line) for side, name in parts for line in self.filled[name]]
        return {**self.cleaned_data, "items": items}


def plan_initial(plan: Plan) -> dict[str, Any]:
    """The keywords that fill the form with a plan."""
    items = plan.items.select_related("funder").order_by("side", "position")
    lines: dict[str, list[dict[str, Any]]] = {name: [] for name in PlanForm.lines}
    for item in items:
        name = PlanForm.parts[item.side]
        lines[name].append(recorded_values(PlanForm.lines[name], item))
    return {"initial": recorded_values(PlanForm, plan), "initial_lines": lines}
