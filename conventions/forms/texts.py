"""The form of a part of a text: each clause with its value, article, note and wording."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from common.concurrent_edits import ConcurrentEditForm
from common.line_forms import FormWithLines, Line, Lines
from common.model_fields import model_field
from conventions.actions.texts import ClauseSpec
from conventions.enums import ClauseKind
from conventions.models import Clause
from conventions.rules.clause_rows import Row

BESIDE = ("article", "note", "wording")  # what a form asks beside the value of each clause
NOT_STATED = ("", "Le texte n’en dit rien")
HINTS: dict[ClauseKind, str] = {
    ClauseKind.DURATION_MONTHS: "En mois, comme le texte l’écrit. La date de fin fait foi.",
    ClauseKind.EXTENSION_MONTHS: "En mois.",
    ClauseKind.SCHEDULE: "À choisir quand le texte ne donne pas d’étapes.",
    ClauseKind.FAR_SHARE: "Au moins cette part des pass remis. Par exemple 50\u00a0%.",
    ClauseKind.TERRITORY: "Les départements dont les pass comptent, par exemple 02, 60, 80.",
    ClauseKind.AID_RATE: "Par exemple 70,74 %. Le rapport exact des montants est seul appliqué.",
    ClauseKind.ENGINEERING_CAP: "Part du total, par exemple 10 %.",
    ClauseKind.ENGINEERING_BASIS: "Ce dont ce plafond est une part, comme le texte l’écrit.",
    ClauseKind.NEW_SPENDING_ONLY: "La phrase du texte, s’il l’exige.",
    ClauseKind.DEPLOYMENT_STEPS: "Les pass à avoir déployés à chaque jour, en cumul.",
    ClauseKind.TARGET_SHARES: "La part des pass destinée à chaque public.",
    ClauseKind.PAYMENTS: "Un montant, ou une part de la subvention.",
}
# Each value inside a sentence.
NAMES_IN_SENTENCE: dict[ClauseKind, str] = {
    ClauseKind.ACTION_START: "le début de l’action",
    ClauseKind.ACTION_END: "la fin de l’action",
    ClauseKind.DURATION_MONTHS: "la durée énoncée",
    ClauseKind.DURATION_FROM: "le départ de la durée",
    ClauseKind.EXTENSION_MONTHS: "la prolongation énoncée",
    ClauseKind.WINDOW_START: "le premier jour des dépenses éligibles",
    ClauseKind.WINDOW_END: "le dernier jour des dépenses éligibles",
    ClauseKind.PASSES_TARGET: "le nombre de pass à déployer",
    ClauseKind.SCHEDULE: "l’échéancier de déploiement",
    ClauseKind.DEPLOYMENT_STEPS: "les étapes de l’échéancier",
    ClauseKind.TARGET_SHARES: "les parts de public visées",
    ClauseKind.FAR_SHARE: "la part des pass pour les publics éloignés de l’emploi",
    ClauseKind.TERRITORY: "le territoire",
    ClauseKind.BUDGET: "le budget du projet",
    ClauseKind.ELIGIBLE_BASE: "le montant des dépenses éligibles",
    ClauseKind.GRANT_MAX: "la subvention maximale",
    ClauseKind.AID_RATE: "le taux d’aide énoncé",
    ClauseKind.BASIS: "la base de règlement",
    ClauseKind.ENGINEERING_CAP: "le plafond des coûts annexes",
    ClauseKind.ENGINEERING_BASIS: "la base de ce plafond",
    ClauseKind.NEW_SPENDING_ONLY: "la phrase sur les dépenses nouvelles",
    ClauseKind.PAYMENTS: "les versements prévus",
}


class StepLine(Line):
    """A step of the deployment schedule."""

    named = {"day": "le jour de l’étape", "number": "le nombre de pass de l’étape"}

    day = model_field(Clause, "day", required=True, help_text="")
    number = model_field(Clause, "number", label="Pass, en cumul", required=True)


class ShareLine(Line):
    """The part of the passes for a target public."""

    named = {"label": "le public visé", "rate": "la part de ce public"}

    label = model_field(Clause, "text", label="Public", required=True)
    rate = model_field(Clause, "rate", label="Part des pass", required=True)


class PaymentLine(Line):
    """A payment that the funder plans, in euros or as a part of the grant."""

    named = {
        "label": "le nom du versement",
        "day": "le jour du versement",
        "amount": "le montant du versement",
        "rate": "la part de ce versement",
    }

    label = model_field(Clause, "text", label="Versement", required=True)
    day = model_field(Clause, "day", help_text="")
    amount = model_field(Clause, "amount")
    rate = model_field(Clause, "rate", label="ou part de la subvention")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        answered = not {"amount", "rate"} & set(self.errors)
        if answered and (cleaned.get("amount") is None) == (cleaned.get("rate") is None):
            self.add_error("amount", "Indiquez le montant du versement, ou sa part\u00a0: un seul.")
        return cleaned


LINE_FORMS: dict[ClauseKind, type[Line]] = {
    ClauseKind.DEPLOYMENT_STEPS: StepLine,
    ClauseKind.TARGET_SHARES: ShareLine,
    ClauseKind.PAYMENTS: PaymentLine,
}


@dataclass(frozen=True, slots=True)
class ClauseFields:
    """The fields of a clause: value or lines, article, note, wording; and the value in force."""

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
        """Whether the wording and the note are shown unfolded."""
        return any(f.value() or f.errors for f in (self.note, self.wording))


class BlockForm(ConcurrentEditForm, FormWithLines):
    """A part of a text. `before` holds the values in force that an avenant changes, by kind."""

    kinds: ClassVar[tuple[ClauseKind, ...]]

    def __init__(
        self, *args: Any, before: dict[ClauseKind, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before = before or {}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in self.kinds:
            beside = [cleaned.get(f"{kind}_{part}") for part in BESIDE]
            empty = cleaned.get(kind.value) in (None, "") and kind.value not in self.errors
            if kind not in LINE_FORMS and empty and any(beside):
                self.add_error(kind.value, _value_missing(kind))
        return cleaned

    def is_valid(self) -> bool:
        """Refuse an article without the lines that it is about."""
        if not super().is_valid():
            return False
        for kind in self.kinds:
            article = f"{kind}_article"
            if kind in LINE_FORMS and not self.filled[kind.value] and self.cleaned_data[article]:
                self.add_error(article, _value_missing(kind))
        return not self.errors

    @property
    def clause_fields(self) -> list[ClauseFields]:
        return [
            ClauseFields(
                kind.label,
                HINTS.get(kind, ""),
                self[f"{kind}_article"],
                self[f"{kind}_note"],
                self[f"{kind}_wording"],
                None if kind in LINE_FORMS else self[kind.value],
                self.sets.get(kind.value),
                self.before.get(kind, ""),
            )
            for kind in self.kinds
        ]

    @property
    def specs(self) -> list[ClauseSpec]:
        """The clauses of a valid form; empty ones are left out."""
        found = ((kind, self._value(kind)) for kind in self.kinds)
        return [
            ClauseSpec(kind, value, **self._article_note_wording(kind))
            for kind, value in found
            if value not in (None, "", ())
        ]

    def _value(self, kind: ClauseKind) -> Any:
        if kind in LINE_FORMS:
            return tuple(Row(**line) for line in self.filled[kind.value])
        return self.cleaned_data[kind.value]

    def _article_note_wording(self, kind: ClauseKind) -> dict[str, str]:
        return {part: self.cleaned_data[f"{kind}_{part}"] for part in BESIDE}


def clauses_form(kinds: tuple[ClauseKind, ...]) -> type[BlockForm]:
    """The form of some clauses of a text: those of a part, or the one that is corrected."""
    fields: dict[str, Any] = {"kinds": kinds, "named": {}}
    for kind in kinds:
        if kind not in LINE_FORMS:
            fields[kind.value] = _value_field(kind)
            fields["named"][kind.value] = NAMES_IN_SENTENCE[kind]
        fields |= _article_note_wording_fields(kind)
    fields["lines"] = {kind.value: LINE_FORMS[kind] for kind in kinds if kind in LINE_FORMS}
    return type("ClausesForm", (BlockForm,), fields)


def initial_values(clauses: Iterable[Any]) -> dict[str, Any]:
    """The initial values of the form, from the clauses of a text."""
    found: dict[str, Any] = {}
    for clause in clauses:
        kind = ClauseKind(clause.kind)
        if kind not in LINE_FORMS:
            found[kind.value] = clause.value
        for part in BESIDE:
            found[f"{kind}_{part}"] = getattr(clause, part)
    return found


def initial_rows(clauses: Iterable[Any]) -> dict[str, Sequence[dict[str, Any]]]:
    """The initial rows of the tables of the form, by kind of clause."""
    return {
        clause.kind: [
            {name: getattr(row, name) for name in LINE_FORMS[ClauseKind(clause.kind)].base_fields}
            for row in clause.rows
        ]
        for clause in clauses
        if clause.kind in LINE_FORMS
    }


def _value_missing(kind: ClauseKind) -> str:
    return f"Indiquez {NAMES_IN_SENTENCE[kind]}, ou videz son article."


def _value_field(kind: ClauseKind) -> forms.Field:
    given: dict[str, Any] = {"label": kind.label}
    if kind in HINTS:
        given["help_text"] = HINTS[kind]
    if kind.codes is not None:
        choices = [NOT_STATED, *kind.codes.choices]
        given |= {"choices": choices, "widget": forms.RadioSelect}
    return model_field(Clause, kind.carries, **given)


def _article_note_wording_fields(kind: ClauseKind) -> dict[str, forms.Field]:
    named = {"aria-label": f"Article, {kind.label.lower()}"}
    return {
        f"{kind}_article": model_field(Clause, "article", attrs=named),
        f"{kind}_note": model_field(Clause, "note"),
        f"{kind}_wording": model_field(Clause, "wording", rows=3),
    }
