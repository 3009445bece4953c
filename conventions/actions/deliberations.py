"""Votes: what they decide, cite and heard."""

import datetime as dt
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Actor
from common.saving import check_and_save
from conventions.actions.programmes import AlreadyRecorded
from conventions.models import Deliberation, Programme


class DeliberationFacts(TypedDict):
    number: str
    assembly: str
    session_on: dt.date
    subject: str
    votes_for: NotRequired[int | None]
    votes_against: NotRequired[int | None]
    abstentions: NotRequired[int | None]
    source: NotRequired[str]


@transaction.atomic
def record(
    programme: Programme, *, by: Actor, at: dt.datetime, **facts: Unpack[DeliberationFacts]
) -> Deliberation:
    """Keep a vote; its three counts are known together or not at all."""
    if programme.deliberations.filter(number=facts["number"]).exists():
        raise AlreadyRecorded(
            f"La délibération n°\u00a0{facts['number']} est déjà enregistrée.", field="number"
        )
    deliberation = Deliberation(programme=programme, **facts)
    check_and_save(deliberation)
    journal.record("deliberation.recorded", deliberation, by=by, at=at, programme_id=programme.pk)
    return deliberation
