"""The forms of the end of a validity: an answer, a day, a later end."""

from typing import ClassVar

from common.forms import Form
from common.model_fields import model_field
from expiry.models import Answer, CreditNote, Extension, Statement


class AnswerForm(Form):
    """How many carnets are in a store, and what there is to say."""

    named: ClassVar[dict[str, str]] = {"carnets": "le nombre de carnets"}

    carnets = model_field(Answer, "carnets")
    remark = model_field(Answer, "remark")


class EstablishForm(Form):
    """The day on which carnets leave service."""

    named: ClassVar[dict[str, str]] = {"on": "le jour"}

    on = model_field(Statement, "stated_on", label="Jour de la sortie du stock")


class CreditForm(Form):
    """The day on which a credit note is issued."""

    named: ClassVar[dict[str, str]] = {"on": "le jour"}

    on = model_field(CreditNote, "issued_on")


class ExtendForm(Form):
    """A later end, and the text that decides it."""

    named: ClassVar[dict[str, str]] = {
        "new_end": "la nouvelle fin",
        "text": "le texte",
        "reason": "le motif",
    }

    new_end = model_field(Extension, "new_end")
    text = model_field(Extension, "text")
    reason = model_field(Extension, "reason")


class ConfirmForm(Form):
    """Nothing is asked: the page says what is confirmed."""


class RefuseForm(Form):
    """Why an end is not put off."""

    named: ClassVar[dict[str, str]] = {"refusal": "le motif"}

    refusal = model_field(Extension, "refusal", label="Motif", required=True)
