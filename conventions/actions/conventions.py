"""Draft, sign and end conventions."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

from django.db import transaction
from django.db.models import ProtectedError

from audit import journal
from audit.actors import Author
from common.errors import AlreadyRecorded, AvenantOpen, ReasonMissing, Refusal
from common.past_days import check_day
from common.saving import check_and_save, lock
from conventions.actions.signature_checks import check_effect, check_programme, check_signature
from conventions.actions.texts import (
    ClauseSpec,
    ObligationSpec,
    PartySpec,
    check_draft,
    lock_and_move,
    lock_text,
    put_in_force,
    write_text,
)
from conventions.enums import ConventionState
from conventions.models import Convention, ConventionFacts
from programmes.models import Programme


class StandsOnIt(Refusal):
    """A draft is not deleted while a plan, a file or another row refers to it."""


class VoteMissing(Refusal):
    """A convention that nobody voted is signed only when a deliberation cites it as signed."""


class NewConvention(ConventionFacts):
    code: str


@transaction.atomic
def draft(
    programme: Programme,
    *,
    clauses: Sequence[ClauseSpec] = (),
    obligations: Sequence[ObligationSpec] = (),
    parties: Sequence[PartySpec] = (),
    by: Author,
    **facts: Unpack[NewConvention],
) -> Convention:
    """Enter the text of a convention; nothing of it is in force before its signature."""
    lock(programme, no_key=True)
    if programme.conventions.filter(code=facts["code"]).exists():
        raise AlreadyRecorded("Une convention du programme porte déjà ce code.", field="code")
    convention = Convention(programme=programme, **facts)
    _check_facts(convention, by.at)
    check_and_save(convention)
    write_text(convention, clauses, obligations, parties)
    journal.record("convention.drafted", convention, by=by)
    return convention


@transaction.atomic
def edit(convention: Convention, *, by: Author, **facts: Unpack[ConventionFacts]) -> Convention:
    """Correct what a draft is called, or who funds it."""
    convention, _ = lock_text(convention)
    check_draft(convention)
    for name, value in facts.items():
        setattr(convention, name, value)
    _check_facts(convention, by.at)
    check_and_save(convention)
    journal.record("convention.edited", convention, by=by)
    return convention


def _check_facts(convention: Convention, at: dt.datetime) -> None:
    """The file of a European convention is filed, then programmed; a deliberation that cites it is
    of its programme.
    """
    if convention.cited_by is not None:
        check_programme(convention, convention.cited_by, field="cited_by")
    filed_on, programmed_on = convention.filed_on, convention.programmed_on
    years, after = convention.programme.years, {"le dépôt du dossier": filed_on}
    if filed_on is not None:
        check_day("Le dépôt du dossier", filed_on, at, field="filed_on", years=years)
    if programmed_on is not None:
        named = "La programmation"
        check_day(named, programmed_on, at, field="programmed_on", years=years, after=after)


@transaction.atomic
def discard(convention: Convention, *, by: Author) -> None:
    """Delete a draft that no row refers to; the journal keeps a trace of it."""
    convention, _ = lock_text(convention)
    check_draft(convention)
    journal.record("convention.discarded", convention, by=by)
    if convention.folder_id is not None:
        raise StandsOnIt(_what_stands_on(convention))
    convention.clauses.all().delete()
    convention.obligations.all().delete()
    try:
        convention.delete()
    except ProtectedError:
        raise StandsOnIt(_what_stands_on(convention)) from None


def _what_stands_on(convention: Convention) -> str:
    """Why a draft is not deleted: the plan to move first, or other rows that must be kept."""
    plan = convention.plans.order_by("pk").first()
    if plan is not None:
        return (
            f"Le plan «\u00a0{plan.title}\u00a0» tient à ce projet. "
            "Modifiez ce plan pour le rattacher ailleurs."
        )
    return (
        "Une pièce, un paiement, une clé de financement ou un écart accepté tient à ce projet. "
        "Sa trace reste, et le projet avec elle. Sans signature, il n’a aucun effet."
    )


@transaction.atomic
def sign(
    convention: Convention,
    *,
    on: dt.date | None,
    source: str = "",
    effective_on: dt.date | None = None,
    is_confirmed: bool = False,
    by: Author,
) -> Convention:
    """Record a signature: the text is in force from `effective_on`, else from the day `on`.

    `on` may be None when `source` says how the signature is known; `effective_on` is then required.
    An effect after the end of the action must be confirmed (`is_confirmed`).
    """
    _, convention = lock_and_move(convention, ConventionState.SIGNED)
    if convention.voted_on is None and convention.cited_by is None:
        raise VoteMissing(
            "Enregistrez d’abord le vote. Sans lui, une convention n’est signée que si une "
            "délibération la cite comme signée\u00a0: indiquez-la avec son intitulé."
        )
    check_signature(convention, on, source, at=by.at)
    convention.signed_on = on
    convention.signed_source = source
    convention.signed_at = by.at
    check_effect(convention, effective_on or on, is_confirmed=is_confirmed, at=by.at)
    convention.save()
    put_in_force(convention, effective_on or on, by.at)
    journal.record("convention.signed", convention, by=by, on=on.isoformat() if on else "")
    return convention


@transaction.atomic
def close(convention: Convention, *, on: dt.date, reason: str = "", by: Author) -> Convention:
    """Close a convention that has come to its end."""
    return _end(convention, ConventionState.CLOSED, on, reason, by=by)


@transaction.atomic
def terminate(convention: Convention, *, on: dt.date, reason: str, by: Author) -> Convention:
    """End a convention ahead of its term, for a reason."""
    if not reason.strip():
        raise ReasonMissing("Indiquez le motif de la résiliation.", field="reason")
    return _end(convention, ConventionState.TERMINATED, on, reason, by=by)


def _end(
    convention: Convention, state: ConventionState, on: dt.date, reason: str, *, by: Author
) -> Convention:
    _, convention = lock_and_move(convention, state)
    if (opened := convention.avenants.open().first()) is not None:
        raise AvenantOpen(
            f"L’avenant n°\u00a0{opened.number} est encore ouvert. "
            "Signez-le ou abandonnez-le d’abord."
        )
    after = {"la signature": convention.signed_on}
    check_day("La fin", on, by.at, field="ended_on", years=convention.programme.years, after=after)
    convention.ended_on = on
    convention.ended_at = by.at
    convention.end_reason = reason.strip()
    convention.save()
    journal.record(f"convention.{state.value}", convention, by=by)
    return convention
