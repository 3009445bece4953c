"""What the database refuses of votes and calendars."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from deliberations.models import Calendar
from tests.factories.deliberations import CalendarFactory, DeliberationFactory

pytestmark = pytest.mark.django_db


def refused(make, **wrong):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make(**wrong)
    return str(error.value)


@pytest.mark.parametrize(
    ("make", "wrong", "constraint"),
    [
        (DeliberationFactory, {"votes_for": 43}, "deliberation_votes_known_together"),
        (CalendarFactory, {"ends_on": dt.date(2020, 12, 31)}, "calendar_in_order"),
        (CalendarFactory, {"passes": 9, "part_passes": 10}, "calendar_part_within_passes"),
        (CalendarFactory, {"part_passes": 1, "part_name": "x"}, "calendar_part_within_passes"),
        (CalendarFactory, {"passes": 9, "part_name": "x"}, "calendar_part_within_passes"),
    ],
)
def test_a_constraint_refuses(make, wrong, constraint):
    assert constraint in refused(make, **wrong)


@pytest.mark.parametrize(
    ("make", "same", "constraint"),
    [
        (
            DeliberationFactory,
            ["programme", "number", "assembly", "session_on"],
            "deliberation_number_unique",
        ),
        (CalendarFactory, ["programme"], "calendar_unique_by_day"),
    ],
)
def test_twice_the_same_is_refused(make, same, constraint):
    row = make()

    found = refused(make, **{name: getattr(row, name) for name in same})

    assert constraint in found


def test_a_calendar_is_never_changed():
    CalendarFactory()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Calendar.objects.update(note="x")


def test_a_calendar_names_itself():
    assert str(CalendarFactory()) == "calendrier du 8\u00a0février\u00a02021"
