"""The forms that enter or correct a version of the règlement, and remove one."""

from typing import Any

from django import forms
from django.http import QueryDict

from beneficiaries.actions.reglements import FormerGoesOn
from beneficiaries.forms.categories import CategoryLine, short_name, terms_of
from beneficiaries.models import ReglementVersion
from common.formats import day
from common.forms import DayField, Form
from common.line_forms import ListForm
from common.model_fields import model_field, recorded_values
from programmes.models import Programme


class VersionForm(ListForm):
    """A version, with its categories."""

    name = "publics"
    lines = {"publics": CategoryLine}
    named = {
        "title": "l’intitulé de la version",
        "starts_on": "le premier jour de dépôt",
        "ends_on": "le dernier jour de dépôt",
        "deliberation": "la délibération",
        "note": "la mention",
        "code": "le nom court de la version",
    }

    title = model_field(ReglementVersion, "title")
    starts_on = model_field(ReglementVersion, "starts_on")
    ends_on = model_field(ReglementVersion, "ends_on")
    deliberation = model_field(
        ReglementVersion,
        "deliberation",
        empty_label="Pas encore versée",
        to_field_name="public_id",
    )
    note = model_field(ReglementVersion, "note", rows=2)
    code = model_field(ReglementVersion, "code", required=False)
    former_ends_on = DayField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        programme: Programme,
        version: ReglementVersion | None = None,
        copied_from: ReglementVersion | None = None,
    ) -> None:
        self.confirmation: dict[str, str] = {}
        source = version or copied_from
        categories = source.categories.order_by("position", "pk") if source else []
        lines = [recorded_values(CategoryLine, category) for category in categories]
        initial = recorded_values(VersionForm, version) if version else {}
        super().__init__(data, initial=initial, initial_lines={"publics": lines})
        votes = programme.deliberations.order_by("-session_on", "number", "pk")
        deliberation: Any = self.fields["deliberation"]
        deliberation.queryset = votes
        deliberation.label_from_instance = lambda vote: vote.in_full

    @property
    def facts(self) -> dict[str, Any]:
        """The answers, as keywords of the actions."""
        facts = self.cleaned_data
        vote = facts["deliberation"]
        derived = short_name(vote.number) if vote else short_name(facts["title"])
        terms = [terms_of(line) for line in self.kept]
        return facts | {"code": facts["code"] or derived, "category_terms": terms}

    def ask_to_end_former(self, refusal: FormerGoesOn) -> None:
        """Show the box that confirms the end of the version before."""
        self.confirmation = {
            "value": refusal.last_on.isoformat(),
            "label": f"Arrêter «\u00a0{refusal.former}\u00a0» le {day(refusal.last_on)}",
        }


class RemoveForm(Form):
    """Whether the version before gets the days of the version that is removed."""

    extends_former = forms.BooleanField(required=False, initial=True)

    def __init__(
        self, *args: Any, version: ReglementVersion, former: ReglementVersion | None
    ) -> None:
        super().__init__(*args)
        if former is None:
            del self.fields["extends_former"]
            return
        until = f"jusqu’au {day(version.ends_on)}" if version.ends_on else "sans fin prévue"
        label = f"Prolonger «\u00a0{former}\u00a0» {until}, pour qu’il juge ces demandes"
        self.fields["extends_former"].label = label
