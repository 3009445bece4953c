"""Draft, vote, sign and abandon avenants; a convention has one open at most."""

import datetime as dt
from collections.abc import Sequence
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Actor
from common.errors import Refusal
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
from conventions.enums import AVENANT_MOVES, AvenantState, ConventionState
from conventions.models import Avenant, Convention, Deliberation


class AnotherOpen(Refusal):
    """The convention already has an open avenant."""

    code = "avenant_open"


class NotSigned(Refusal):
    """Only a signed convention is changed by an avenant."""

    code = "convention_not_signed"


class AvenantFacts(TypedDict):
    number: int
    subject: str
    stated_effective_on: NotRequired[dt.date | None]


@transaction.atomic
def draft(
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
    write_text(convention, avenant, clauses, obligations)
    journal.record("avenant.drafted", avenant, by=by, at=at, programme_id=convention.programme_id)
    return avenant


@transaction.atomic
def vote(
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
def sign(
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
    check_signature(avenant.voted_on, on, at=at)
    avenant.state = AvenantState.SIGNED
    avenant.stated_effective_on = effective_on or avenant.stated_effective_on
    avenant.signed_on = on
    avenant.signed_at = at
    avenant.save()
    put_in_force(avenant.convention, avenant, avenant.stated_effective_on or on, at)
    programme_id = avenant.convention.programme_id
    journal.record("avenant.signed", avenant, by=by, at=at, programme_id=programme_id)
    return avenant


@transaction.atomic
def abandon(avenant: Avenant, *, by: Actor, at: dt.datetime) -> Avenant:
    """Give an open avenant up: its values never take effect."""
    avenant = _locked(avenant)
    check_move(AVENANT_MOVES, AvenantState(avenant.state), AvenantState.ABANDONED)
    avenant.state = AvenantState.ABANDONED
    avenant.save()
    programme_id = avenant.convention.programme_id
    journal.record("avenant.abandoned", avenant, by=by, at=at, programme_id=programme_id)
    return avenant


def _locked(avenant: Avenant) -> Avenant:
    """The avenant and its convention, the convention locked first as `draft` does."""
    Convention.objects.select_for_update(of=("self",)).get(pk=avenant.convention_id)
    rows = Avenant.objects.select_for_update(of=("self",)).select_related("convention")
    return rows.get(pk=avenant.pk)
