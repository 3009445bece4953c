"""Forms of a deliberation, of its tie to an earlier one, and of the calendar that it decides."""

import textwrap
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from common.forms import Form, NamedField, NumberField, set_choices
from common.line_forms import FormWithLines, Line
from common.model_fields import model_field, recorded_values
from deliberations.actions.deliberations import GroupSpec, OpinionSpec, VisaSpec, version
from deliberations.enums import OpinionResult, VisaOrigin
from deliberations.models import Calendar, Deliberation, Opinion, Visa, VotingGroup
from programmes.models import Programme

MAX_RADIO_CHOICES = 6  # with more, a list is shorter than buttons
RESULTS = [
    ("", OpinionResult.UNKNOWN.label),
    *((one.value, one.label) for one in (OpinionResult.FAVOURABLE, OpinionResult.UNFAVOURABLE)),
]


class VisaLine(Line):
    """A visa, in the words of the text, and the deliberation that it cites, if any.

    Without words, it is one more deliberation that the visa before it cites.
    """

    named = {"text": "le texte du visa", "cites": "la délibération visée"}
    choices: ClassVar[list[tuple[str, str]]] = []

    text = model_field(
        Visa,
        "text",
        label="Visa, comme l’écrit le texte",
        rows=3,
        attrs={"class": "w-text"},
    )
    cites = NamedField(label="Délibération visée", required=False, datalist="votes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cites"].choices = self.choices  # type: ignore[attr-defined]


class OpinionLine(Line):
    """The opinion of a committee, and its day."""

    named = {"committee": "la commission", "given_on": "le jour de l’avis"}

    committee = model_field(Opinion, "committee", attrs={"class": "w-text"})
    given_on = model_field(Opinion, "given_on", help_text="")
    result = model_field(Opinion, "result", choices=RESULTS, required=False, initial="")


class GroupLine(Line):
    """A group of the assembly, and how it voted."""

    named = {"name": "le groupe", "vote": "le vote du groupe"}

    name = model_field(VotingGroup, "name", attrs={"class": "w-text"})
    vote = model_field(VotingGroup, "vote", empty_label="Choisir")


class DeliberationForm(FormWithLines):
    """A deliberation. `seen` is the `version` shown, which a correction sends back."""

    named = {
        "number": "le numéro de la délibération",
        "assembly": "l’assemblée qui a voté",
        "session_on": "le jour de la séance",
        "subject": "l’objet de la délibération",
        "votes_for": "le nombre de voix pour",
        "votes_against": "le nombre de voix contre",
        "abstentions": "le nombre d’abstentions",
        "report_number": "le numéro du rapport",
        "present": "le nombre de présents",
        "proxies": "le nombre de pouvoirs",
        "excused": "le nombre d’excusés",
        "absent": "le nombre d’absents",
        "not_voting": "le nombre de ceux qui n’ont pas pris part au vote",
        "signed_by": "le nom du signataire",
        "signed_as": "la qualité du signataire",
        "published_on": "le jour de la publication",
        "transmitted_on": "le jour de la transmission",
        "act_reference": "l’identifiant de l’acte",
    }

    number = model_field(Deliberation, "number", kind=NumberField)
    assembly = model_field(Deliberation, "assembly", attrs={"list": "assemblies"})
    session_on = model_field(Deliberation, "session_on")
    report_number = model_field(Deliberation, "report_number", kind=NumberField)
    subject = model_field(Deliberation, "subject", rows=3)
    votes_for = model_field(Deliberation, "votes_for")
    votes_against = model_field(Deliberation, "votes_against")
    abstentions = model_field(Deliberation, "abstentions")
    present = model_field(Deliberation, "present")
    proxies = model_field(Deliberation, "proxies")
    excused = model_field(Deliberation, "excused")
    absent = model_field(Deliberation, "absent")
    not_voting = model_field(Deliberation, "not_voting")
    decision = model_field(Deliberation, "decision", rows=8)
    signed_by = model_field(Deliberation, "signed_by")
    signed_as = model_field(Deliberation, "signed_as")
    published_on = model_field(Deliberation, "published_on")
    transmitted_on = model_field(Deliberation, "transmitted_on")
    act_reference = model_field(Deliberation, "act_reference")
    source = model_field(Deliberation, "source")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        programme: Programme,
        deliberation: Deliberation | None = None,
    ) -> None:
        others = programme.deliberations.exclude(pk=deliberation.pk if deliberation else 0)
        self.deliberations = {
            str(one.public_id): one for one in others.order_by("session_on", "number", "pk")
        }
        choices = [(key, one.in_full) for key, one in self.deliberations.items()]
        line = type("VisaLine", (VisaLine,), {"choices": choices})
        self.lines = {"visas": line, "opinions": OpinionLine, "groups": GroupLine}  # type: ignore[misc] # of this one
        initial, lines = _initial(deliberation) if deliberation else ({}, {})
        super().__init__(data, initial=initial, initial_lines=lines)

    @property
    def facts(self) -> dict[str, Any]:
        """The answers, as keywords of the actions."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return facts | {
            "visas": [
                VisaSpec(line["text"], self.deliberations.get(line["cites"]))
                for line in self.filled["visas"]
            ],
            "opinions": [
                OpinionSpec(**{**line, "result": line["result"] or OpinionResult.UNKNOWN})
                for line in self.filled["opinions"]
            ],
            "groups": [GroupSpec(**line) for line in self.filled["groups"]],
        }


def _initial(row: Deliberation) -> tuple[dict[str, Any], dict[str, list[Mapping[str, Any]]]]:
    """The initial values and lines of the form, from a recorded deliberation."""
    visas = row.visas.filter(origin=VisaOrigin.TEXT).select_related("cites").order_by("position")
    lines: dict[str, list[Mapping[str, Any]]] = {
        "visas": [
            {"text": one.text, "cites": str(one.cites.public_id) if one.cites else ""}
            for one in visas
        ],
        "opinions": [
            recorded_values(OpinionLine, one)
            | ({"result": ""} if one.result == OpinionResult.UNKNOWN else {})
            for one in row.opinions.order_by("position")
        ],
        "groups": [recorded_values(GroupLine, one) for one in row.groups.order_by("position")],
    }
    return recorded_values(DeliberationForm, row) | {"seen": version(row)}, lines


class TieForm(Form):
    """The earlier deliberation to tie, and why."""

    named = {"cites": "la délibération que celle-ci suit"}

    cites = forms.ChoiceField(label="Elle suit la délibération")
    text = model_field(
        Visa,
        "text",
        label="Raison du rattachement",
        help_text="Ce qui montre le lien, puisqu’aucun visa ne le dit.",
        widget=forms.TextInput,
    )

    def __init__(self, *args: Any, earlier: list[Deliberation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deliberations = {str(one.public_id): one for one in earlier}
        choices = [
            (key, f"{one.in_full} – {one.subject}") for key, one in self.deliberations.items()
        ]
        field = self.fields["cites"]
        if len(choices) <= MAX_RADIO_CHOICES:
            field.widget = forms.RadioSelect()
        field.choices = choices  # type: ignore[attr-defined]

    @property
    def cited(self) -> Deliberation:
        return self.deliberations[self.cleaned_data["cites"]]


class CalendarForm(Form):
    """The first and last day when passes may be spent, both included, and how many to deploy."""

    named = {"starts_on": "le premier jour", "ends_on": "le dernier jour"}

    starts_on = model_field(Calendar, "starts_on")
    ends_on = model_field(Calendar, "ends_on")
    passes = model_field(Calendar, "passes")
    part_passes = model_field(Calendar, "part_passes")
    part_name = model_field(Calendar, "part_name")
    note = model_field(Calendar, "note")


class DeliberationChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of deliberation, shown by its number, session, assembly and subject."""

    @staticmethod
    def offer(form: Form, programme: Programme, field: str = "deliberation") -> None:
        """Offer the deliberations of a programme in a field, the last first."""
        votes = Deliberation.objects.filter(programme=programme)
        set_choices(form, field, votes.order_by("-session_on", "-pk"))

    def label_from_instance(self, obj: Any) -> str:
        subject = textwrap.shorten(obj.subject, width=90, placeholder="\u00a0…")
        vote = f"N°\u00a0{obj.number} du {obj.session_on:%d/%m/%Y}, {obj.assembly}"
        return f"{vote} – {subject}"
