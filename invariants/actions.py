"""Ask for a check, and make it."""

import datetime as dt

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import Refusal
from invariants.models import Check
from invariants.readings import broken_in
from programmes.models import Programme


class CheckUnderWay(Refusal):
    """A check of the programme is asked for already."""


@transaction.atomic
def ask(programme: Programme, *, by: Author) -> Check:
    """Ask for a check, which a worker makes. Refuses `check_under_way`."""
    made, is_new = Check.objects.get_or_create(
        programme=programme,
        checked_at=None,
        defaults={"asked_at": by.at, "asked_by": by.label},
    )
    if not is_new:
        raise CheckUnderWay("Un contrôle est déjà demandé\u00a0: il se fait dans la minute.")
    journal.record("check.asked", made, by=by)
    return made


@transaction.atomic
def make(check_id: int, *, at: dt.datetime) -> Check | None:
    """Compare the rows, and keep what is found; None when another worker has it, or had it.

    The row stays locked meanwhile: a worker that dies leaves it waiting.
    """
    waiting = Check.objects.waiting().select_for_update(of=("self",), skip_locked=True)
    found = waiting.select_related("programme").filter(pk=check_id).first()
    if found is None:
        return None
    found.found, found.checked_at = broken_in(found.programme), at
    found.save(update_fields=["found", "checked_at"])
    return found
