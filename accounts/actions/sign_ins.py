"""End sessions: one's own, those of a person, or those of everybody in an authority."""

from django.db import models, transaction

from accounts.models import SignIn
from audit import journal
from audit.actors import Author


@transaction.atomic
def end(sign_ins: models.QuerySet[SignIn], *, of: models.Model, by: Author) -> int:
    """These sessions open nothing any more; how many they were. `of` is whom the journal names: a
    person, or the authority of everybody.
    """
    number, _ = sign_ins.delete()
    if number:
        journal.record("sign_ins.ended", of, by=by, number=number)
    return number
