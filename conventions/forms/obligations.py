"""The form of the obligations of a text."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from common.forms import set_choices
from common.line_forms import CardLine, ListForm
from common.model_fields import model_field, recorded_values
from common.sort_key import in_reading_order
from conventions.actions.texts import ObligationSpec
from conventions.enums import Cadence
from conventions.models import Convention, Obligation
from programmes.querysets import users_who_follow_obligations


class ObligationLine(CardLine):
    """One obligation. Its cadence decides which other fields are required."""

    named = {
        "title": "ce que le texte fait faire",
        "cadence": "le rythme de l’obligation",
        "due_on": "l’échéance de l’obligation",
        "delay_months": "le délai de l’obligation",
        "counted_from": "le jour d’où le délai se compte",
        "offset_days": "les jours après la période",
        "send_to": "l’adresse d’envoi",
    }
    blank_title = "Ajouter une obligation"
    rare = (
        "offset_days",
        "is_under_union_law",
        "note",
        "addressee",
        "send_to",
        "triggers",
        "requires",
        "more_on_demand",
        "asks_member",
        "member",
        "met_by",
    )
    convention: ClassVar[Convention]
    replaceable: ClassVar[QuerySet[Obligation]]

    title = model_field(Obligation, "title")
    nature = model_field(Obligation, "nature")
    cadence = model_field(Obligation, "cadence", initial=Cadence.ONCE)
    due_on = model_field(Obligation, "due_on")
    delay_months = model_field(Obligation, "delay_months")
    counted_from = model_field(Obligation, "counted_from", empty_label="Sans délai")
    offset_days = model_field(Obligation, "offset_days")
    is_under_union_law = model_field(Obligation, "is_under_union_law")
    article = model_field(Obligation, "article")
    note = model_field(Obligation, "note")
    wording = model_field(Obligation, "wording", rows=4)
    addressee = model_field(Obligation, "addressee")
    send_to = model_field(Obligation, "send_to")
    triggers = model_field(Obligation, "triggers", empty_label="Rien")
    requires = model_field(Obligation, "requires")
    more_on_demand = model_field(Obligation, "more_on_demand")
    asks_member = model_field(Obligation, "asks_member")
    member = model_field(Obligation, "member")
    met_by = model_field(Obligation, "met_by", empty_label="Un acte hors de l’application")
    responsible = model_field(Obligation, "responsible", empty_label="Pas encore désigné")
    replaces = model_field(Obligation, "replaces", empty_label="Aucune obligation")
    remove = forms.BooleanField(label="Retirer cette obligation", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = users_who_follow_obligations(self.convention.programme)
        if "responsible" in self.fields:
            set_choices(
                self, "responsible", in_reading_order(people, "last_name", "first_name", "pk")
            )
        if self.replaceable.query.is_empty():
            del self.fields["replaces"]
        else:
            set_choices(self, "replaces", self.replaceable)
            replaces: Any = self.fields["replaces"]
            replaces.label_from_instance = lambda one: one.in_full

    @property
    def content_in_words(self) -> str:
        return str(self["title"].value() or "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cadence, due_on = cleaned.get("cadence"), cleaned.get("due_on")
        delay, origin = cleaned.get("delay_months"), cleaned.get("counted_from")
        if cadence == Cadence.ONCE and due_on is None and "due_on" not in self.errors:
            self.add_error("due_on", "Indiquez l’échéance de l’obligation.")
        if cadence == Cadence.WITHIN and delay is None and "delay_months" not in self.errors:
            self.add_error("delay_months", "Indiquez le délai de l’obligation, en mois.")
        if cadence == Cadence.WITHIN and not origin:
            self.add_error("counted_from", "Choisissez le jour d’où le délai se compte.")
        if cadence != Cadence.WITHIN and (delay is not None or origin):
            self.add_error("cadence", "Choisissez «\u00a0Dans un délai\u00a0», ou videz le délai.")
        if cadence in (Cadence.ONCE, Cadence.WITHIN) and cleaned.get("offset_days"):
            self.add_error(
                "offset_days", "Ces jours se comptent après une période\u00a0: videz-les."
            )
        if cadence != Cadence.QUARTERLY and cleaned.get("met_by"):
            self.add_error("met_by", "Le rapport trimestriel tient une obligation trimestrielle.")
        if cleaned.get("member") and not cleaned.get("asks_member"):
            self.add_error("member", "Cochez «\u00a0Un membre désigné\u00a0», ou videz le nom.")
        return cleaned


class ObligationsForm(ListForm):
    name = "obligations"

    @property
    def specs(self) -> list[ObligationSpec]:
        """The obligations of a valid form."""
        return [ObligationSpec(**line) for line in self.kept]


def obligations_form(
    convention: Convention, replaceable: QuerySet[Obligation]
) -> type[ObligationsForm]:
    """The form of a text's obligations; an avenant may replace some of those in force."""
    given = {"convention": convention, "replaceable": replaceable}
    line = type("ObligationLine", (ObligationLine,), given)
    return type("ObligationsForm", (ObligationsForm,), {"lines": {"obligations": line}})


def obligation_lines(rows: Iterable[Obligation]) -> list[dict[str, Any]]:
    """The initial lines of the form, from the obligations of a text."""
    return [recorded_values(ObligationLine, row) for row in rows]
