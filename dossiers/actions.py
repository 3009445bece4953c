"""Acts on several apps: sign or end a text and plan its occurrences, edit a deliberation."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction

from audit.actors import Author
from common.formats import day, legal_day
from common.saving import lock
from conventions.actions import avenants, conventions, signatures
from conventions.models import Avenant, Convention, Text
from deadlines.actions import occurrences
from deliberations.actions import deliberations
from deliberations.actions.deliberations import SessionDayInUse
from deliberations.models import Deliberation

P = ParamSpec("P")
T = TypeVar("T", bound=Text)


def _then_plan(act: Callable[P, T]) -> Callable[P, T]:
    """The same act on a text, then the occurrences of its convention as it becomes."""

    @wraps(act)
    @transaction.atomic
    def act_and_plan(*args: P.args, **kwargs: P.kwargs) -> T:
        text, by = act(*args, **kwargs), cast("Author", kwargs["by"])
        convention = text.convention if isinstance(text, Avenant) else text
        occurrences.plan(convention, on=legal_day(by.at), by=by)
        return text

    return act_and_plan


sign = _then_plan(conventions.sign)
record_signature_day = _then_plan(signatures.record_day)
sign_avenant = _then_plan(avenants.sign)
# Nothing falls due after the end of a convention.
close = _then_plan(conventions.close)
terminate = _then_plan(conventions.terminate)


def tried(act: Callable[[], object]) -> None:
    """Do an act and undo it: it refuses as it would, and nothing stays."""
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


@transaction.atomic
def edit_deliberation(deliberation: Deliberation, *, by: Author, **changes: Any) -> Deliberation:
    """Correct a deliberation (see `deliberations.actions.deliberations.edit`).

    The day of its session stays while a text is recorded as voted on that day, and follows the
    signature of a convention that it cites as signed.
    """
    lock(deliberation.programme, no_key=True)
    was = Deliberation.objects.values_list("session_on", flat=True).get(pk=deliberation.pk)
    edited = deliberations.edit(deliberation, **changes, by=by)
    if edited.session_on != was and _is_voted_on(edited, was):
        raise SessionDayInUse(
            f"Un texte a été voté à cette séance du {day(was)}. "
            "Le jour ne change pas tant que ce vote est enregistré.",
            field="session_on",
        )
    signed_after = {"cited_by": edited, "signed_on__gt": edited.session_on}
    if convention := Convention.objects.filter(**signed_after).first():
        raise SessionDayInUse(
            f"Cette délibération cite «\u00a0{convention.title}\u00a0», signée le "
            f"{day(convention.signed_on)}\u00a0: sa séance ne peut pas la précéder.",
            field="session_on",
        )
    return edited


def _is_voted_on(deliberation: Deliberation, day: dt.date) -> bool:
    texts = {"deliberation": deliberation, "voted_on": day}
    return Convention.objects.filter(**texts).exists() or Avenant.objects.filter(**texts).exists()
