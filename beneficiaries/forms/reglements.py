"""A version of the rules to enter or to correct, with its publics, and its removal."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.http import QueryDict
from django.utils.text import slugify

from beneficiaries import rules
from beneficiaries.actions import FormerGoesOn, PublicTerms
from beneficiaries.enums import Status
from beneficiaries.models import Category, ReglementVersion
from beneficiaries.rules import CategoryRule
from common.formats import day
from common.forms import CountField, DayField, Form, WholeField
from common.lines import CardLine, ListForm
from conventions.models import Deliberation, Programme

SHORT = 40
OLDEST = 150
MOST_PASSES = 32_767
MOST_MONTHS = 1200


class PublicLine(CardLine):
    """A public: who, which proof, how many passes."""

    named = {
        "label": "le public",
        "code": "le nom court du public",
        "min_age": "l’âge minimal",
        "max_age": "l’âge maximal",
        "statuses": "les situations admises",
        "proof": "le justificatif",
        "passes_granted": "le nombre de pass accordés",
        "passes_granted_alone": "le nombre de pass accordés à une personne seule",
        "ceiling": "le plafond de pass",
        "period_months": "la période du plafond",
    }
    blank = "Ajouter un public"

    label = forms.CharField(label="Public", max_length=200)
    min_age = CountField(label="Âge minimal", max_value=OLDEST)
    max_age = CountField(label="Âge maximal", max_value=OLDEST)
    statuses = forms.MultipleChoiceField(
        label="Situations admises",
        choices=Status.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case cochée\u00a0: toute situation est admise.",
    )
    is_far_from_employment = forms.BooleanField(label="Public éloigné de l’emploi", required=False)
    proof = forms.CharField(label="Justificatif à voir", max_length=200, required=False)
    passes_granted = WholeField(label="Pass accordés", validators=[MaxValueValidator(MOST_PASSES)])
    passes_granted_alone = WholeField(
        label="Pass accordés à une personne seule",
        required=False,
        validators=[MaxValueValidator(MOST_PASSES)],
        help_text="Si elle vient sans prescripteur. Vide\u00a0: le même nombre.",
    )
    ceiling = WholeField(
        label="Plafond de pass par période", validators=[MaxValueValidator(MOST_PASSES)]
    )
    period_months = WholeField(
        label="Période du plafond, en mois",
        required=False,
        validators=[MaxValueValidator(MOST_MONTHS)],
        help_text="Vide\u00a0: 12\u00a0mois.",
    )
    code = forms.SlugField(
        label="Nom court",
        max_length=SHORT,
        required=False,
        help_text="Gardez celui d’un public déjà connu\u00a0: son plafond continue d’une version à "
        "l’autre. Vide\u00a0: il est tiré du public.",
    )
    remove = forms.BooleanField(label="Retirer ce public", required=False)

    @property
    def is_opened(self) -> bool:
        """A public that is right stays folded: there may be many."""
        first = self.is_blank and (self.prefix or "").endswith("-0")
        awaited = bool(self.fields["label"].widget.attrs.get("autofocus"))
        return first or awaited or bool(self.errors)

    @property
    def said(self) -> str:
        return str(self["label"].value() or "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["period_months"] = cleaned.get("period_months") or 12
        cleaned["code"] = cleaned.get("code") or short_name(cleaned.get("label", ""))
        if not cleaned["code"] and "label" not in self.errors:
            self.add_error("code", "Indiquez le nom court du public.")
        if not self.errors:
            for field, sentence in rules.faults_of_public(_rule(cleaned)):
                self.add_error(field, sentence)
        return cleaned


class VersionForm(ListForm):
    """A version as its text tells it."""

    name = "publics"
    lines = {"publics": PublicLine}
    named = {
        "title": "l’intitulé de la version",
        "starts_on": "le premier jour de dépôt",
        "ends_on": "le dernier jour de dépôt",
        "deliberation": "la délibération",
        "note": "la mention",
        "code": "le nom court de la version",
    }

    title = forms.CharField(
        label="Intitulé",
        max_length=200,
        help_text="Par exemple Règlement de 2023, publics élargis.",
    )
    starts_on = DayField(
        label="Demandes déposées à partir du",
        help_text="C’est le jour du dépôt qui compte, pas celui de la décision. "
        "Par exemple 01/01/2023.",
    )
    ends_on = DayField(
        label="Jusqu’au",
        required=False,
        help_text="Dernier jour de dépôt, inclus. Vide\u00a0: sans fin prévue.",
    )
    deliberation = forms.ModelChoiceField(
        label="Délibération",
        queryset=Deliberation.objects.none(),
        required=False,
        empty_label="Pas encore versée",
        to_field_name="public_id",
    )
    note = forms.CharField(
        label="Mention",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Ce qu’un lecteur doit savoir\u00a0: une source, une hypothèse.",
    )
    code = forms.SlugField(
        label="Nom court",
        max_length=SHORT,
        required=False,
        help_text="Vide\u00a0: il est tiré de la délibération, sinon de l’intitulé.",
    )
    former_ends_on = DayField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        programme: Programme,
        version: ReglementVersion | None = None,
        resumed: ReglementVersion | None = None,
    ) -> None:
        self.confirmation: dict[str, str] = {}
        source = version or resumed
        publics = public_lines(source.categories.order_by("position", "pk")) if source else []
        initial = _entered(version) if version else {}
        super().__init__(data, initial=initial, initial_lines={"publics": publics})
        votes = programme.deliberations.order_by("-session_on", "number")
        deliberation: Any = self.fields["deliberation"]
        deliberation.queryset = votes
        deliberation.label_from_instance = lambda vote: vote.dated

    @property
    def facts(self) -> dict[str, Any]:
        """The answers, as keywords of the actions."""
        facts = self.cleaned_data
        vote = facts["deliberation"]
        derived = short_name(vote.number) if vote else short_name(facts["title"])
        return facts | {"code": facts["code"] or derived, "categories": self.publics}

    @property
    def publics(self) -> list[PublicTerms]:
        """The publics given, in their order."""
        return [
            PublicTerms(**{key: value for key, value in line.items() if key != "remove"})  # type: ignore[typeddict-item]
            for line in self.kept
        ]

    def ask_to_end(self, refusal: FormerGoesOn) -> None:
        """Show the box to tick before the version that goes on ends."""
        self.confirmation = {
            "value": refusal.last_on.isoformat(),
            "label": f"Arrêter «\u00a0{refusal.former}\u00a0» le {day(refusal.last_on)}",
        }


class RemoveForm(Form):
    """Whether the version before takes back the days of the one that is removed."""

    extends_former = forms.BooleanField(required=False, initial=True)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        version: ReglementVersion,
        former: ReglementVersion | None,
    ) -> None:
        super().__init__(data)
        if former is None:
            del self.fields["extends_former"]
            return
        until = f"jusqu’au {day(version.ends_on)}" if version.ends_on else "sans fin prévue"
        label = f"Prolonger «\u00a0{former}\u00a0» {until}, pour qu’il juge ces demandes"
        self.fields["extends_former"].label = label


def short_name(text: str) -> str:
    """`2022.01883` gives `2022-01883`, `Jeunes de 18 à 30 ans` gives `jeunes-de-18-a-30-ans`."""
    return slugify(text.replace(".", "-").replace("’", "-"))[:SHORT].strip("-")


def public_lines(publics: Iterable[Category]) -> list[dict[str, Any]]:
    """The publics of a version, as lines to fill."""
    names = [name for name in PublicLine.base_fields if name != "remove"]
    return [{name: getattr(public, name) for name in names} for public in publics]


def _entered(version: ReglementVersion) -> dict[str, Any]:
    names = ("title", "starts_on", "ends_on", "note", "code")
    vote = version.deliberation
    return {name: getattr(version, name) for name in names} | {
        "deliberation": vote.public_id if vote else None,
    }


def _rule(cleaned: dict[str, Any]) -> CategoryRule:
    names = ("code", "label", "min_age", "max_age", "passes_granted", "passes_granted_alone")
    return CategoryRule(
        **{name: cleaned[name] for name in names},
        statuses=tuple(cleaned["statuses"]),
        ceiling=cleaned["ceiling"],
    )
