"""Draft, vote and sign conventions."""

import datetime as dt
from collections.abc import Sequence
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from common.saving import check_and_save
from common.workflow import check_move
from conventions.actions.programmes import AlreadyRecorded
from conventions.actions.texts import (
    ClauseSpec,
    ObligationSpec,
    check_signature,
    put_in_force,
    write_text,
)
from conventions.enums import CONVENTION_MOVES, ConventionState
from conventions.models import Convention, Deliberation, Programme


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
    write_text(convention, None, clauses, obligations)
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
    check_signature(convention.voted_on, on, source, at=at)
    convention.state = ConventionState.SIGNED
    convention.signed_on = on
    convention.signed_source = source
    convention.signed_at = at
    convention.save()
    put_in_force(convention, None, effective_on or on, at)
    journal.record(
        "convention.signed", convention, by=by, at=at, programme_id=convention.programme_id
    )
    return convention
