"""The forms that propose the correction of a signed text: what is right, and where it is from."""

from common.forms import Form
from common.model_fields import model_field
from conventions.enums import ClauseKind
from conventions.forms.parties import PartiesForm, parties_form
from conventions.forms.texts import BlockForm, clauses_form
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
