"""Record and withdraw the vote that authorises the signature of a convention or an avenant."""

import datetime as dt
from typing import TypeVar

from django.db import transaction

from audit import journal
from audit.actors import Actor
from conventions.actions.signature_checks import check_vote
from conventions.actions.texts import lock_and_move
from conventions.enums import ConventionState
from conventions.models import Convention, Text
from deliberations.models import Deliberation

T = TypeVar("T", bound=Text)


@transaction.atomic
def vote(text: T, *, on: dt.date, deliberation: Deliberation, by: Actor, at: dt.datetime) -> T:
    """Record the vote that authorises the signature of a text."""
    convention, text = lock_and_move(text, ConventionState.VOTED)
    check_vote(convention, on, deliberation, at=at)
    return _save_vote(text, on, deliberation, "voted", by=by, at=at)


@transaction.atomic
def withdraw(text: T, *, by: Actor, at: dt.datetime) -> T:
    """Make a voted text a draft again."""
    _, text = lock_and_move(text, ConventionState.DRAFT)
    return _save_vote(text, None, None, "vote_withdrawn", by=by, at=at)


def _save_vote(
    text: T,
    on: dt.date | None,
    deliberation: Deliberation | None,
    verb: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> T:
    text.voted_on, text.deliberation = on, deliberation
    text.save()
    named = "convention" if isinstance(text, Convention) else "avenant"
    journal.record(f"{named}.{verb}", text, by=by, at=at)
    return text
