"""Remind people of the carnet that they did not begin."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from circulation.models import UseReminder
from circulation.readings.asleep import carnets_asleep
from common.errors import Refusal
from common.formats import day
from common.periods import WEEK
from common.saving import lock_all
from distribution.enums import CarnetState
from distribution.models import Carnet, HandOut
from programmes.models import Programme


class NobodyToRemind(Refusal):
    """A sending reminds somebody."""


class CarnetBegun(Refusal):
    """A pass of the carnet is spent, or it was taken back: nobody is to be reminded."""


class CarnetUnusable(Refusal):
    """The carnet is blocked, lost or expired: its passes are not spent any more."""


class RemindedLately(Refusal):
    """The person was reminded of this carnet less than so many weeks ago."""


class FollowedElsewhere(Refusal):
    """Another structure registered the person: it alone knows who they are."""


@transaction.atomic
def remind(
    programme: Programme,
    carnets: Collection[Carnet],
    *,
    organisation: Organisation,
    on: dt.date,
    by: Author,
) -> uuid.UUID:
    """Write the reminders of carnets, all or none, and give the number of their sending."""
    if not carnets:
        raise NobodyToRemind("Choisissez au moins un carnet.", field="carnets")
    chosen = [one.pk for one in carnets]
    # Two sendings of one carnet: the second waits, then finds the reminder of the first.
    lock_all(Carnet.objects.filter(programme=programme, pk__in=chosen))
    rows = carnets_asleep(programme, on=on).filter(pk__in=chosen).order_by("number")
    known = {one.pk: one for one in rows.select_related("hand_out__decision__request__person")}
    sending = uuid.uuid4()
    for carnet in sorted(carnets, key=lambda one: one.number):
        found = known.get(carnet.pk)
        hand_out = _check(carnet, found, programme, organisation, on)
        made = UseReminder(carnet=carnet, hand_out=hand_out, sending=sending, sent_on=on)
        made.sent_at, made.sent_by = by.at, by.label
        made.save()
        journal.record("carnet.reminded", made, by=by, on=on.isoformat())
    return sending


def _check(
    carnet: Carnet, found: Any, programme: Programme, organisation: Organisation, on: dt.date
) -> HandOut:
    """The hand-out of a carnet; refuses one of which nobody is reminded."""
    if found is None:
        raise CarnetBegun(f"{carnet} est entamé, ou n’est plus remis. Aucun rappel n’est parti.")
    if found.state != CarnetState.HANDED_OUT or found.until < on:
        raise CarnetUnusable(f"{carnet} n’est plus utilisable. Aucun rappel n’est parti.")
    person = found.hand_out.decision.request.person
    if person.registered_by_id != organisation.pk or person.erased_on is not None:
        raise FollowedElsewhere(
            f"La personne qui a le {str(carnet).lower()} est suivie par une autre structure. "
            "Aucun rappel n’est parti."
        )
    free_on = found.reminded_on and found.reminded_on + programme.reminder_weeks * WEEK
    if free_on and on < free_on:
        raise RemindedLately(
            f"{carnet}\u00a0: la personne a été prévenue le {day(found.reminded_on)}. Un autre "
            f"rappel est possible à partir du {day(free_on)}. Aucun rappel n’est parti."
        )
    return found.hand_out  # type: ignore[no-any-return]
