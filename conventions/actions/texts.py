"""The text of a convention or of an avenant: its values, its obligations, its signature."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.errors import Refusal
from common.formats import legal_day
from common.saving import check_and_save
from conventions.enums import Cadence, ClauseKind
from conventions.models import Avenant, Clause, Convention, Obligation

Value = dt.date | Decimal | int | str


class WrongValue(Refusal):
    """A clause carries a value of another nature than its kind says."""

    code = "wrong_value"


class SignatureUnknown(Refusal):
    """Neither the day nor the source of a signature is given, or nothing says the effect."""

    code = "signature_unknown"


class SignedLater(Refusal):
    """A signature is dated after the day on which it is recorded."""

    code = "signed_later"


class SignedBeforeVote(Refusal):
    """A signature precedes the vote that authorises it."""

    code = "signed_before_vote"


@dataclass(frozen=True, slots=True)
class ClauseSpec:
    """One value of a text, with where it stands."""

    kind: ClauseKind
    value: Value
    article: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ObligationSpec:
    """One duty of a text; `due_on` is obligatory when it is done once."""

    title: str
    cadence: Cadence
    due_on: dt.date | None = None
    article: str = ""
    note: str = ""


def check_signature(
    voted_on: dt.date | None, on: dt.date | None, source: str = "", *, at: dt.datetime
) -> None:
    if on is None and not source:
        raise SignatureUnknown(
            "Indiquez le jour de la signature, ou la source qui l’établit.", field="signed_on"
        )
    if on is not None and on > (today := legal_day(at)):
        raise SignedLater(
            f"La signature ({on:%d/%m/%Y}) ne peut pas suivre ce jour ({today:%d/%m/%Y}).",
            field="signed_on",
        )
    if on is not None and voted_on is not None and on < voted_on:
        raise SignedBeforeVote(
            f"La signature ({on:%d/%m/%Y}) doit suivre le vote ({voted_on:%d/%m/%Y}).",
            field="signed_on",
        )


def write_text(
    convention: Convention,
    avenant: Avenant | None,
    clauses: Sequence[ClauseSpec],
    obligations: Sequence[ObligationSpec],
) -> None:
    for spec in clauses:
        clause = Clause(
            convention=convention,
            avenant=avenant,
            kind=spec.kind,
            article=spec.article,
            note=spec.note,
        )
        setattr(clause, spec.kind.carries, _checked(spec))
        check_and_save(clause)
    for duty in obligations:
        obligation = Obligation(
            convention=convention,
            avenant=avenant,
            title=duty.title,
            article=duty.article,
            note=duty.note,
            cadence=duty.cadence,
            due_on=duty.due_on,
        )
        check_and_save(obligation)


NATURE = {
    "day": (dt.date, "un jour"),
    "amount": (Decimal, "un montant"),
    "number": (int, "un nombre entier"),
    "rate": (Decimal, "un taux"),
    "text": (str, "un texte"),
}


def _checked(spec: ClauseSpec) -> Value:
    nature, named = NATURE[spec.kind.carries]
    if not isinstance(spec.value, nature) or spec.value == "":
        raise WrongValue(f"La clause «\u00a0{spec.kind.label}\u00a0» porte {named}.")
    return spec.value


def put_in_force(
    convention: Convention, avenant: Avenant | None, on: dt.date | None, at: dt.datetime
) -> None:
    written = (convention.clauses, convention.obligations)
    if on is None and any(rows.filter(avenant=avenant).exists() for rows in written):
        raise SignatureUnknown(
            "Indiquez le jour d’effet\u00a0: celui de la signature est inconnu.",
            field="effective_on",
        )
    for rows in written:
        rows.filter(avenant=avenant).update(effective_on=on, recorded_at=at)
