"""The forms that propose the correction of a signed text: what is right, and where it is from."""

from typing import Any

from django import forms

from common.forms import Form
from common.model_fields import model_field
from conventions.actions.texts import ObligationSpec
from conventions.enums import ClauseKind
from conventions.forms.obligations import ObligationLine
from conventions.forms.parties import PartiesForm, parties_form
from conventions.forms.texts import BlockForm, clauses_form
from conventions.models import Avenant, Obligation, Text
from conventions.readings.texts import convention_of_text
from corrections.models import Correction
from programmes.models import Programme


class ReasonForm(Form):
    """Why something is corrected."""

    named = {"reason": "le motif de la correction"}

    reason = model_field(Correction, "reason")


class CorrectedDayForm(ReasonForm):
    """The right day of a signature, and that of its effect."""

    named = {
        **ReasonForm.named,
        "signed_on": "le jour de la signature",
        "effective_on": "le jour d’effet",
    }
    field_order = ["signed_on", "effective_on", "reason"]

    signed_on = model_field(Correction, "signed_on")
    effective_on = model_field(Correction, "effective_on")


class CorrectedObligationForm(ReasonForm, ObligationLine):
    """The right content of an obligation, or that the text does not hold it."""

    named = ReasonForm.named | ObligationLine.named

    remove = forms.BooleanField(label="Le texte ne contient pas cette obligation", required=False)
    # The authority names them at any time.
    member = responsible = None  # type: ignore[assignment]

    @property
    def spec(self) -> ObligationSpec | None:
        """What is right; None when the text does not hold it."""
        said: dict[str, Any] = dict(self.cleaned_data)
        del said["reason"]
        return None if said.pop("remove", False) else ObligationSpec(**said)


def corrected_obligation_form(
    text: Text, former: Obligation | None
) -> type[CorrectedObligationForm]:
    """The form of an obligation of a text; of a forgotten one when `former` is None."""
    rows = Obligation.objects.none()
    if isinstance(text, Avenant):
        rows = text.convention.obligations.replaceable(by=former)
    given: dict[str, Any] = {"convention": convention_of_text(text), "replaceable": rows}
    if former is None:
        given["remove"] = None
    return type("CorrectedObligationForm", (CorrectedObligationForm,), given)


def corrected_clause_form(kind: ClauseKind) -> type[BlockForm]:
    """The form of the right value of a clause; left empty, the text does not hold it."""
    clause = clauses_form((kind,))
    return type("CorrectedClauseForm", (ReasonForm, clause), {"named": _named(clause)})


def corrected_parties_form(programme: Programme) -> type[PartiesForm]:
    """The form of the right parties of a text."""
    parties = parties_form(programme)
    return type("CorrectedPartiesForm", (ReasonForm, parties), {"named": _named(parties)})


def _named(form: type[Form]) -> dict[str, str]:
    return ReasonForm.named | form.named
