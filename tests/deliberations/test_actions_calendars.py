"""Calendars: decided by a vote, in force from its day."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from common import errors
from deliberations.actions import calendars
from tests.factories.accounts import NOON
from tests.factories.deliberations import CalendarFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
VOTE = dt.date(2021, 2, 8)


def test_a_calendar_is_in_force_from_the_day_of_its_decision():
    programme = ProgrammeFactory()
    CalendarFactory(programme=programme, ends_on=dt.date(2022, 12, 31))

    calendars.record(
        programme,
        in_force_on=dt.date(2022, 11, 22),
        starts_on=dt.date(2021, 1, 1),
        ends_on=dt.date(2024, 12, 31),
        **WHO,
    )

    ends = [
        programme.calendars.in_force_on(day).first().ends_on
        for day in (dt.date(2022, 11, 21), dt.date(2022, 11, 22))
    ]
    assert ends == [dt.date(2022, 12, 31), dt.date(2024, 12, 31)]


def test_a_calendar_is_refused_backwards_or_twice_on_one_day():
    programme = ProgrammeFactory()
    days = {"in_force_on": VOTE, "starts_on": VOTE}

    with pytest.raises(calendars.EndBeforeStart):
        calendars.record(programme, **days, ends_on=dt.date(2021, 2, 7), **WHO)
    calendars.record(programme, **days, ends_on=VOTE, **WHO)
    with pytest.raises(errors.AlreadyRecorded):
        calendars.record(programme, **days, ends_on=VOTE, **WHO)
