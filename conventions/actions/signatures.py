"""Record the day of a signature that was unknown, of a convention or an avenant."""

import datetime as dt
from typing import TypeVar

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import Refusal
from conventions.actions.signature_checks import check_signature
from conventions.actions.texts import lock_text
from conventions.models import Convention, Text

T = TypeVar("T", bound=Text)


class DayKnown(Refusal):
    """The day of the signature is already known, or there is no signature."""


@transaction.atomic
def record_day(text: T, *, on: dt.date, by: Author) -> T:
    """Record the day of a signature that was unknown; clauses keep their day of effect."""
    _, text = lock_text(text)
    if text.signed_at is None or text.signed_on is not None:
        raise DayKnown(
            "Le jour de la signature est déjà connu."
            if text.signed_on
            else "Ce texte n’est pas encore signé.",
            field="signed_on",
        )
    check_signature(text, on, at=by.at)
    text.signed_on = on
    text.save()
    named = "convention" if isinstance(text, Convention) else "avenant"
    journal.record(f"{named}.day_said", text, by=by)
    return text
