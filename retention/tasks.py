"""Erase the people who are due: swept by the scheduler, in small batches."""

import datetime as dt
import logging

from celery import shared_task

from audit.actors import SYSTEM, Author
from beneficiaries.enums import ErasedFor
from beneficiaries.models import Person
from common import clock
from common.errors import Refusal
from programmes.models import Programme
from retention import actions
from retention.readings import due

BATCH = 100
logger = logging.getLogger(__name__)


@shared_task
def erase_due() -> None:
    """Ask for the erasure of all who are due; those whom a killed task left are due again."""
    for programme in Programme.objects.order_by("pk"):
        with programme.local_time():
            today = clock.today()
            keys = [one.person.pk for one in due(programme, until=today, on=today)]
        for first in range(0, len(keys), BATCH):
            erase_people.delay(person_ids=keys[first : first + BATCH])


@shared_task
def erase_people(*, person_ids: list[int]) -> None:
    """Erase some people, each in a transaction; who came back meanwhile is kept."""
    known = Person.objects.known().filter(pk__in=person_ids)
    for person in known.select_related("programme").order_by("pk"):
        with person.programme.local_time():
            _erase(person, on=clock.today(), by=SYSTEM.at(clock.now()))


def _erase(person: Person, *, on: dt.date, by: Author) -> None:
    try:
        actions.erase(person, on=on, reason=ErasedFor.DUE, by=by)
    except Refusal as refusal:
        logger.info("person %s kept: %s", person.pk, refusal.code)
