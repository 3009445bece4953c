"""The forms of an occurrence: its proofs, why it is waived, who is responsible for it."""

import datetime as dt
from typing import Any, ClassVar

from django import forms

from common.forms import Form, set_choices
from common.model_fields import model_field
from common.sort_key import in_reading_order
from conventions.enums import ObligationNature
from conventions.models import Obligation
from deadlines.actions.occurrences import ProofSpec
from deadlines.models import Occurrence, Proof
from files.forms import SentFile
from programmes.querysets import users_who_follow_obligations

ONE_OCCURRENCE, ALL_OCCURRENCES = "une", "toutes"


class ProofForm(SentFile):
    """A proof that an occurrence was met."""

    on = model_field(Proof, "on")
    who = model_field(Proof, "who")
    note = model_field(Proof, "note")
    file = forms.FileField(label="Fichier", required=False)
    field_order: tuple[str, ...] = ("on", "who", "note", "file")

    @property
    def proof(self) -> ProofSpec:
        """The proof that a valid form describes."""
        said = {name: self.cleaned_data[name] for name in ("on", "who", "note")}
        sent = self.cleaned_data.get("file")
        if sent:
            said |= {"file_name": sent.name, "content": sent.read()}
        return ProofSpec(**said)


class SentForm(ProofForm):
    """The proof that something was sent."""

    named: ClassVar[dict[str, str]] = {"on": "le jour de l’envoi", "who": "le destinataire"}

    on = model_field(Proof, "on", label="Jour de l’envoi")
    who = model_field(Proof, "who", label="Destinataire")


class AttendedForm(ProofForm):
    """The proof that somebody attended a meeting."""

    named: ClassVar[dict[str, str]] = {
        "on": "le jour de la réunion",
        "who": "qui représentait la collectivité",
    }

    on = model_field(Proof, "on", label="Jour de la réunion")
    who = model_field(Proof, "who", label="Qui représentait la collectivité", required=True)


class DoneForm(ProofForm):
    """The proof that something was done."""

    named: ClassVar[dict[str, str]] = {"on": "le jour", "who": "la personne"}

    on = model_field(Proof, "on", label="Jour où c’est fait")
    who = model_field(Proof, "who", label="Fait par")


PROOF_FORMS = {
    ObligationNature.SEND: SentForm,
    ObligationNature.ATTEND: AttendedForm,
    ObligationNature.DO: DoneForm,
}


def new_proof(occurrence: Occurrence, today: dt.date) -> dict[str, Any]:
    """What the form of a proof proposes: today, and who attends or receives, by the text."""
    row = occurrence.obligation
    who = row.member if occurrence.nature == ObligationNature.ATTEND else row.addressee
    return {"on": today, "who": who}


class AddProofForm(ProofForm):
    """Add a proof of any kind to an occurrence."""

    named: ClassVar[dict[str, str]] = {
        "kind": "la nature du justificatif",
        "on": "le jour",
        "who": "qui représentait la collectivité",
    }

    kind = model_field(Proof, "kind", widget=forms.RadioSelect)
    field_order = ("kind", "on", "who", "note", "file")


class WaiveForm(Form):
    """Why nothing is expected for an occurrence."""

    named: ClassVar[dict[str, str]] = {"reason": "le motif de la dispense"}

    reason = model_field(Occurrence, "waived_reason", label="Motif", required=True, rows=3)


class AssignForm(Form):
    """Who is responsible for an occurrence, or for all those of its obligation."""

    named: ClassVar[dict[str, str]] = {
        "responsible": "la personne responsable",
        "scope": "ce qui lui est confié",
    }

    responsible = model_field(Occurrence, "responsible", empty_label="Personne")
    scope = forms.ChoiceField(
        label="Ce qui lui est confié",
        choices=[
            (ONE_OCCURRENCE, "Cette échéance seulement"),
            (ALL_OCCURRENCES, "Toutes les échéances de cette obligation"),
        ],
        widget=forms.RadioSelect,
        initial=ONE_OCCURRENCE,
    )

    member = model_field(Obligation, "member", help_text="Pour toutes les échéances.")

    def __init__(self, *given: Any, occurrence: Occurrence) -> None:
        row = occurrence.obligation
        known = {"responsible": occurrence.current_responsible, "member": row.member}
        super().__init__(*given, initial=known)
        if not row.asks_member:
            del self.fields["member"]
        people = users_who_follow_obligations(row.convention.programme)
        people = in_reading_order(people, "last_name", "first_name", "pk")
        set_choices(self, "responsible", people)
