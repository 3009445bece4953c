"""The days of the end of a validity, and where an order is among them."""

import datetime as dt

import pytest

from expiry.enums import MilestoneKind, Phase
from expiry.rules import Validity, objections_until, phase

DAY = dt.timedelta(days=1)
LAST = dt.date(2022, 12, 31)
# The published procedure, for an end on 31 December, a month of tolerance and a week.
VALIDITY = Validity(LAST, dt.date(2023, 1, 31), 7)


def test_the_days_are_those_of_the_procedure_that_was_published():
    assert list(VALIDITY.days.values()) == [
        dt.date(2022, 12, 1),
        dt.date(2022, 12, 16),
        dt.date(2022, 12, 24),
        LAST,
        dt.date(2023, 1, 31),
        dt.date(2023, 2, 7),
    ]
    assert VALIDITY.reached(LAST - 15 * DAY) == [MilestoneKind.ALERT, MilestoneKind.STOP]
    assert VALIDITY.reached(LAST - 31 * DAY) == []


@pytest.mark.parametrize(("days", "said"), [(-30, "J\u221230"), (0, "J"), (31, "J+31")])
def test_a_day_is_counted_from_the_last_one(days, said):
    assert VALIDITY.offset(LAST + days * DAY) == said


@pytest.mark.parametrize(("days", "last"), [(7, 6), (1, 0), (0, -1)])
def test_the_day_of_the_statement_is_the_first_of_the_objections(days, last):
    assert objections_until(LAST, days) == LAST + last * DAY


@pytest.mark.parametrize(
    ("days", "stated", "found"),
    [
        (-31, None, Phase.RUNNING),
        (-30, None, Phase.NEAR),
        (0, None, Phase.NEAR),
        (1, None, Phase.TOLERANCE),
        (31, None, Phase.TOLERANCE),
        (32, None, Phase.TO_STRIKE_OFF),
        (38, 38, Phase.OBJECTION),
        (39, 38, Phase.TO_CREDIT),
    ],
)
def test_where_an_order_is(days, stated, found):
    until = None if stated is None else LAST + stated * DAY
    on = LAST + days * DAY
    assert phase(VALIDITY, on, objections_until=until, is_credited=False) == found
    assert phase(VALIDITY, on, objections_until=until, is_credited=True) == Phase.CREDITED
