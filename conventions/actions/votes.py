"""Record and withdraw the vote that authorises the signature of a convention or an avenant."""

import datetime as dt
from typing import TypeVar

from django.db import transaction

from audit import journal
from audit.actors import Author
from conventions.actions.signature_checks import check_vote
from conventions.actions.texts import lock_and_move
from conventions.enums import ConventionState
from conventions.models import Convention, Text
from deliberations.models import Deliberation

T = TypeVar("T", bound=Text)


@transaction.atomic
def vote(text: T, *, on: dt.date, deliberation: Deliberation, by: Author) -> T:
    """Record the vote that authorises the signature of a text."""
    convention, text = lock_and_move(text, ConventionState.VOTED)
    check_vote(convention, on, deliberation, at=by.at)
    return _save_vote(text, on, deliberation, "voted", by=by)


@transaction.atomic
def withdraw(text: T, *, by: Author) -> T:
    """Make a voted text a draft again."""
    _, text = lock_and_move(text, ConventionState.DRAFT)
    return _save_vote(text, None, None, "vote_withdrawn", by=by)


def _save_vote(
    text: T, on: dt.date | None, deliberation: Deliberation | None, verb: str, *, by: Author
) -> T:
    text.voted_on, text.deliberation = on, deliberation
    text.save()
    named = "convention" if isinstance(text, Convention) else "avenant"
    journal.record(f"{named}.{verb}", text, by=by)
    return text
