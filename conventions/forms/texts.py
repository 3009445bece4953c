"""One part of a text to fill: each value with its article, its mention and its sentence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from common.concurrent_edits import ConcurrentEditForm
from common.forms import DayField, EurosField, RateField, WholeField
from common.lines import FormWithLines, Line, Lines
from conventions.actions.texts import ClauseSpec
from conventions.enums import Basis, Block, ClauseKind, Origin
from conventions.rules.durations import LINEAR, LINEAR_LABEL
from conventions.rules.texts import Row

Kind = ClauseKind
UNSAID = ("", "Le texte n’en dit rien")
CHOICES: dict[ClauseKind, list[tuple[str, str]]] = {
    Kind.DURATION_FROM: [UNSAID, *Origin.choices],
    Kind.BASIS: [UNSAID, *Basis.choices],
    Kind.SCHEDULE: [UNSAID, (LINEAR, LINEAR_LABEL.capitalize())],
}
HINTS: dict[ClauseKind, str] = {
    Kind.DURATION_MONTHS: "En mois, comme le texte l’écrit. La date de fin fait foi.",
    Kind.EXTENSION_MONTHS: "En mois.",
    Kind.SCHEDULE: "À choisir quand le texte ne donne pas d’étapes.",
    Kind.AID_RATE: "Par exemple 70,74 %. Le rapport exact des montants est seul appliqué.",
    Kind.ENGINEERING_CAP: "Part du total, par exemple 10 %.",
    Kind.ENGINEERING_BASIS: "Ce dont ce plafond est une part, comme le texte l’écrit.",
    Kind.NEW_SPENDING_ONLY: "La phrase du texte, s’il l’exige.",
    Kind.DEPLOYMENT_STEPS: "Les pass à avoir déployés à chaque jour, en cumul.",
    Kind.TARGET_SHARES: "La part des pass destinée à chaque public.",
    Kind.PAYMENTS: "Un montant, ou une part de la subvention.",
}


class StepLine(Line):
    named = {"day": "le jour de l’étape", "number": "le nombre de pass de l’étape"}

    day = DayField(label="Jour", help_text="")
    number = WholeField(label="Pass, en cumul")


class ShareLine(Line):
    named = {"label": "le public visé", "rate": "la part de ce public"}

    label = forms.CharField(label="Public", max_length=200)
    rate = RateField(label="Part des pass")


class PaymentLine(Line):
    named = {
        "label": "le nom du versement",
        "day": "le jour du versement",
        "amount": "le montant du versement",
        "rate": "la part de ce versement",
    }

    label = forms.CharField(label="Versement", max_length=200)
    day = DayField(label="Jour", required=False, help_text="")
    amount = EurosField(label="Montant", required=False)
    rate = RateField(label="ou part de la subvention", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        answered = not {"amount", "rate"} & set(self.errors)
        if answered and (cleaned.get("amount") is None) == (cleaned.get("rate") is None):
            self.add_error("amount", "Indiquez le montant du versement, ou sa part\u00a0: un seul.")
        return cleaned


LINES: dict[ClauseKind, type[Line]] = {
    Kind.DEPLOYMENT_STEPS: StepLine,
    Kind.TARGET_SHARES: ShareLine,
    Kind.PAYMENTS: PaymentLine,
}
FIELDS: dict[str, Callable[..., forms.Field]] = {
    "day": DayField,
    "amount": EurosField,
    "number": WholeField,
    "rate": RateField,
    "text": forms.CharField,
}


@dataclass(frozen=True, slots=True)
class Group:
    """A value to fill: its control or its lines, what stands around it, the value of today."""

    legend: str
    hint: str
    article: BoundField
    note: BoundField
    wording: BoundField
    value: BoundField | None = None
    lines: Lines | None = None
    before: str = ""

    @property
    def has_more(self) -> bool:
        """Whether the sentence and the mention are shown at once."""
        return any(f.value() or f.errors for f in (self.note, self.wording))


class BlockForm(ConcurrentEditForm, FormWithLines):
    """A part of a text. `before` gives, by kind, the value in force that an avenant changes."""

    block: ClassVar[Block]

    def __init__(
        self, *args: Any, before: dict[ClauseKind, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before = before or {}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in self.block.kinds:
            around = [cleaned.get(f"{kind}_{part}") for part in ("article", "note", "wording")]
            empty = cleaned.get(kind.value) in (None, "") and kind.value not in self.errors
            if kind not in LINES and empty and any(around):
                self.add_error(kind.value, f"Indiquez {_named(kind)}, ou videz son article.")
        return cleaned

    def is_valid(self) -> bool:
        """An article is not kept without the lines that it is about."""
        if not super().is_valid():
            return False
        for kind in self.block.kinds:
            if kind in LINES and not self.filled[kind.value] and self._around(kind)["article"]:
                self.add_error(f"{kind}_article", f"Indiquez {_named(kind)}, ou videz son article.")
        return not self.errors

    @property
    def groups(self) -> list[Group]:
        return [
            Group(
                kind.label,
                HINTS.get(kind, ""),
                self[f"{kind}_article"],
                self[f"{kind}_note"],
                self[f"{kind}_wording"],
                None if kind in LINES else self[kind.value],
                self.sets.get(kind.value),
                self.before.get(kind, ""),
            )
            for kind in self.block.kinds
        ]

    @property
    def specs(self) -> list[ClauseSpec]:
        """The values given, once valid."""
        found = ((kind, self._value(kind)) for kind in self.block.kinds)
        return [
            ClauseSpec(kind, value, **self._around(kind))
            for kind, value in found
            if value not in (None, "", ())
        ]

    def _value(self, kind: ClauseKind) -> Any:
        if kind in LINES:
            return tuple(Row(**line) for line in self.filled[kind.value])
        return self.cleaned_data[kind.value]

    def _around(self, kind: ClauseKind) -> dict[str, str]:
        return {
            part: self.cleaned_data[f"{kind}_{part}"] for part in ("article", "note", "wording")
        }


def block_form(block: Block) -> type[BlockForm]:
    """The form of a part of a text."""
    fields: dict[str, Any] = {"block": block, "named": {}}
    for kind in block.kinds:
        if kind not in LINES:
            fields[kind.value] = _value_field(kind)
            fields["named"][kind.value] = _named(kind)
        fields |= _around_fields(kind)
    fields["lines"] = {kind.value: LINES[kind] for kind in block.kinds if kind in LINES}
    return type(f"{block.name.title()}Form", (BlockForm,), fields)


def _value_field(kind: ClauseKind) -> forms.Field:
    common: dict[str, Any] = {
        "label": kind.label,
        "required": False,
        "help_text": HINTS.get(kind, ""),
    }
    if kind in CHOICES:
        return forms.ChoiceField(choices=CHOICES[kind], widget=forms.RadioSelect, **common)
    if kind.carries == "text":
        return forms.CharField(max_length=200, **common)
    if kind.carries == "day":
        common["help_text"] = common["help_text"] or "Par exemple 31/12/2023."
    return FIELDS[kind.carries](**common)


def _around_fields(kind: ClauseKind) -> dict[str, forms.Field]:
    named = kind.label.lower()
    return {
        f"{kind}_article": forms.CharField(
            label="Article",
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs={"aria-label": f"Article, {named}"}),
        ),
        f"{kind}_note": forms.CharField(
            label="Mention",
            required=False,
            max_length=200,
            help_text="D’où vient cette valeur, si le texte ne la donne pas.",
        ),
        f"{kind}_wording": forms.CharField(
            label="Rédaction",
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="La phrase du texte. Le document de l’avenant la reprend.",
        ),
    }


def _named(kind: ClauseKind) -> str:
    """A value inside a sentence: « la fin de l’action »."""
    return NAMED.get(kind) or f"«\u00a0{kind.label}\u00a0»"


NAMED: dict[ClauseKind, str] = {
    Kind.ACTION_START: "le début de l’action",
    Kind.ACTION_END: "la fin de l’action",
    Kind.DURATION_MONTHS: "la durée énoncée",
    Kind.DURATION_FROM: "le départ de la durée",
    Kind.EXTENSION_MONTHS: "la prolongation énoncée",
    Kind.WINDOW_START: "le premier jour des dépenses éligibles",
    Kind.WINDOW_END: "le dernier jour des dépenses éligibles",
    Kind.PASSES_TARGET: "le nombre de pass à déployer",
    Kind.SCHEDULE: "l’échéancier de déploiement",
    Kind.DEPLOYMENT_STEPS: "les étapes de l’échéancier",
    Kind.TARGET_SHARES: "les parts de public visées",
    Kind.BUDGET: "le budget du projet",
    Kind.ELIGIBLE_BASE: "le montant des dépenses éligibles",
    Kind.GRANT_MAX: "la subvention maximale",
    Kind.AID_RATE: "le taux d’aide énoncé",
    Kind.BASIS: "la base de règlement",
    Kind.ENGINEERING_CAP: "le plafond des coûts annexes",
    Kind.ENGINEERING_BASIS: "la base de ce plafond",
    Kind.NEW_SPENDING_ONLY: "la phrase sur les dépenses nouvelles",
    Kind.PAYMENTS: "les versements prévus",
}


def initial_of(clauses: Iterable[Any]) -> dict[str, Any]:
    """What a text already says, as its form shows it."""
    found: dict[str, Any] = {}
    for clause in clauses:
        kind = ClauseKind(clause.kind)
        if kind not in LINES:
            found[kind.value] = clause.value
        for part in ("article", "note", "wording"):
            found[f"{kind}_{part}"] = getattr(clause, part)
    return found


def lines_of(clauses: Iterable[Any]) -> dict[str, Sequence[dict[str, Any]]]:
    """The rows that a text already has, by table."""
    return {
        clause.kind: [
            {name: getattr(row, name) for name in LINES[ClauseKind(clause.kind)].base_fields}
            for row in clause.rows
        ]
        for clause in clauses
        if clause.kind in LINES
    }
