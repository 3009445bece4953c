"""Checks are asked for once, and made once."""

import datetime as dt

import pytest

from audit.models import Event
from invariants import actions, tasks
from invariants.actions import CheckUnderWay
from invariants.models import Check
from tests.factories.distribution import JOURNAL, NOON
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(minutes=1)


@pytest.fixture
def programme():
    return ProgrammeFactory()


def test_a_check_is_asked_for_once_then_made_once(programme):
    asked = actions.ask(programme, **JOURNAL)
    with pytest.raises(CheckUnderWay):
        actions.ask(programme, **JOURNAL)
    assert Event.objects.filter(verb="check.asked").count() == 1

    made = actions.make(asked.pk, at=LATER)

    assert (made.found, made.checked_at, made.broken) == ({}, LATER, 0)
    assert actions.make(asked.pk, at=LATER) is None
    assert actions.ask(programme, **JOURNAL) != asked


@pytest.mark.parametrize(("hour", "number"), [("02:59", 0), ("03:00", 1)])
def test_each_night_has_one_check_in_the_time_of_the_programme(programme, clock, hour, number):
    clock.at(dt.datetime.fromisoformat(f"2023-05-16T{hour}:00+02:00"))
    for _ in range(2):
        tasks.sweep()
        for row in Check.objects.waiting():
            tasks.make(check_id=row.pk)

    assert Check.objects.of_programme(programme).made().count() == number
    assert not Check.objects.waiting().exists()
