"""Draft, vote and sign conventions and avenants."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import legal_day
from common.saving import check_and_save
from common.workflow import check_move
from conventions.actions.programmes import AlreadyRecorded
from conventions.enums import (
    AVENANT_MOVES,
    CONVENTION_MOVES,
    AvenantState,
    Cadence,
    ClauseKind,
    ConventionState,
)
from conventions.models import (
    Avenant,
    Clause,
    Convention,
    Deliberation,
    Obligation,
    Programme,
)

Value = dt.date | Decimal | int | str


class WrongValue(Refusal):
    """A clause carries a value of another nature than its kind says."""

    code = "wrong_value"


class AnotherOpen(Refusal):
    """The convention already has an open avenant."""

    code = "avenant_open"


class NotSigned(Refusal):
    """Only a signed convention is changed by an avenant."""

    code = "convention_not_signed"


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


class ConventionFacts(TypedDict):
    code: str
    title: str
    funder: Organisation
    filed_on: NotRequired[dt.date | None]
    programmed_on: NotRequired[dt.date | None]


@transaction.atomic
def draft(
    programme: Programme,
    *,
    clauses: Sequence[ClauseSpec] = (),
    obligations: Sequence[ObligationSpec] = (),
    by: Actor,
    at: dt.datetime,
    **facts: Unpack[ConventionFacts],
) -> Convention:
    """Enter the text of a convention; nothing of it is in force before its signature."""
    if programme.conventions.filter(code=facts["code"]).exists():
        raise AlreadyRecorded("Une convention du programme porte déjà ce code.", field="code")
    convention = Convention(programme=programme, **facts)
    check_and_save(convention)
    _write_text(convention, None, clauses, obligations)
    journal.record(
        "convention.drafted", convention, by=by, at=at, programme_id=convention.programme_id
    )
    return convention


@transaction.atomic
def vote(
    convention: Convention, *, on: dt.date, deliberation: Deliberation, by: Actor, at: dt.datetime
) -> Convention:
    """Keep the vote that authorises the signature."""
    convention = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
    check_move(CONVENTION_MOVES, ConventionState(convention.state), ConventionState.VOTED)
    convention.state = ConventionState.VOTED
    convention.voted_on = on
    convention.deliberation = deliberation
    convention.save()
    journal.record(
        "convention.voted", convention, by=by, at=at, programme_id=convention.programme_id
    )
    return convention


@transaction.atomic
def sign(
    convention: Convention,
    *,
    on: dt.date | None,
    source: str = "",
    effective_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Convention:
    """Keep a signature: the text is in force from the effect it states, else from `on`.

    The day may be unknown when `source` says how the signature is known; the effect must then
    be given.
    """
    convention = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
    check_move(CONVENTION_MOVES, ConventionState(convention.state), ConventionState.SIGNED)
    _check_signature(convention.voted_on, on, source, at=at)
    convention.state = ConventionState.SIGNED
    convention.signed_on = on
    convention.signed_source = source
    convention.signed_at = at
    convention.save()
    _put_in_force(convention, None, effective_on or on, at)
    journal.record(
        "convention.signed", convention, by=by, at=at, programme_id=convention.programme_id
    )
    return convention


class AvenantFacts(TypedDict):
    number: int
    subject: str
    stated_effective_on: NotRequired[dt.date | None]


@transaction.atomic
def draft_avenant(
    convention: Convention,
    *,
    clauses: Sequence[ClauseSpec] = (),
    obligations: Sequence[ObligationSpec] = (),
    by: Actor,
    at: dt.datetime,
    **facts: Unpack[AvenantFacts],
) -> Avenant:
    """Enter the text of an avenant; a convention has one open at most."""
    convention = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
    if convention.state != ConventionState.SIGNED:
        raise NotSigned("Cette convention n’est pas signée\u00a0: modifiez son projet.")
    if convention.avenants.filter(number=facts["number"]).exists():
        raise AlreadyRecorded("Un avenant de la convention porte déjà ce numéro.", field="number")
    if (open_one := convention.avenants.open().first()) is not None:
        raise AnotherOpen(
            f"L’avenant n°\u00a0{open_one.number} est encore ouvert. "
            "Signez-le ou abandonnez-le avant d’en ouvrir un autre."
        )
    avenant = Avenant(convention=convention, **facts)
    check_and_save(avenant)
    _write_text(convention, avenant, clauses, obligations)
    journal.record("avenant.drafted", avenant, by=by, at=at, programme_id=convention.programme_id)
    return avenant


@transaction.atomic
def vote_avenant(
    avenant: Avenant, *, on: dt.date, deliberation: Deliberation, by: Actor, at: dt.datetime
) -> Avenant:
    """Keep the vote that authorises the signature of an avenant."""
    avenant = _locked(avenant)
    check_move(AVENANT_MOVES, AvenantState(avenant.state), AvenantState.VOTED)
    avenant.state = AvenantState.VOTED
    avenant.voted_on = on
    avenant.deliberation = deliberation
    avenant.save()
    programme_id = avenant.convention.programme_id
    journal.record("avenant.voted", avenant, by=by, at=at, programme_id=programme_id)
    return avenant


@transaction.atomic
def sign_avenant(
    avenant: Avenant,
    *,
    on: dt.date,
    effective_on: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Avenant:
    """Keep the signature of an avenant: its values replace the former ones from its effect.

    The effect is `effective_on`, else the day its text states, else the day of signature.
    """
    avenant = _locked(avenant)
    check_move(AVENANT_MOVES, AvenantState(avenant.state), AvenantState.SIGNED)
    _check_signature(avenant.voted_on, on, at=at)
    avenant.state = AvenantState.SIGNED
    avenant.stated_effective_on = effective_on or avenant.stated_effective_on
    avenant.signed_on = on
    avenant.signed_at = at
    avenant.save()
    _put_in_force(avenant.convention, avenant, avenant.stated_effective_on or on, at)
    programme_id = avenant.convention.programme_id
    journal.record("avenant.signed", avenant, by=by, at=at, programme_id=programme_id)
    return avenant


@transaction.atomic
def abandon_avenant(avenant: Avenant, *, by: Actor, at: dt.datetime) -> Avenant:
    """Give an open avenant up: its values never take effect."""
    avenant = _locked(avenant)
    check_move(AVENANT_MOVES, AvenantState(avenant.state), AvenantState.ABANDONED)
    avenant.state = AvenantState.ABANDONED
    avenant.save()
    programme_id = avenant.convention.programme_id
    journal.record("avenant.abandoned", avenant, by=by, at=at, programme_id=programme_id)
    return avenant


def _locked(avenant: Avenant) -> Avenant:
    """The avenant and its convention, the convention locked first as `draft_avenant` does."""
    Convention.objects.select_for_update(of=("self",)).get(pk=avenant.convention_id)
    rows = Avenant.objects.select_for_update(of=("self",)).select_related("convention")
    return rows.get(pk=avenant.pk)


def _check_signature(
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


def _write_text(
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


def _put_in_force(
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
