"""On which day a person is erased: never too early, always when due."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retention.rules import Dealings, erasure_day

REGISTERED = dt.date(2021, 3, 11)


def on(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("known", "months", "expected"),
    [
        ({}, 24, "2023-03-12"),
        ({"filed_on": on("2021-05-15")}, 24, "2023-05-16"),
        ({"filed_on": on("2021-05-15"), "received_on": on("2022-01-31")}, 24, "2024-02-01"),
        ({"filed_on": on("2022-06-01"), "received_on": on("2022-01-31")}, 24, "2024-06-02"),
        # A request of long ago, entered the day that the person is registered.
        ({"filed_on": on("2018-01-31")}, 24, "2023-03-12"),
        ({"filed_on": on("2022-08-31")}, 6, "2023-03-01"),
        ({"filed_on": on("2024-02-29")}, 12, "2025-03-01"),
        ({"spendable_until": on("2024-01-31")}, 24, "2024-02-01"),
        ({"spendable_until": on("2022-01-31")}, 24, "2023-03-12"),
        ({"waits": True, "filed_on": on("2021-05-15")}, 24, None),
    ],
)
def test_the_day_is_counted_from_the_last_contact(known, months, expected):
    found = erasure_day(Dealings(REGISTERED, **known), months)

    assert found == (expected and on(expected))


def kept(dealings, months, day):
    """Whether the promise keeps the data on a day, counted in another way."""
    last = dealings.registered_on
    for contact in (dealings.filed_on, dealings.received_on):
        last = contact if contact and contact > last else last
    whole = (day.year - last.year) * 12 + day.month - last.month
    within = whole < months or (whole == months and day.day <= last.day)
    spendable = dealings.spendable_until is not None and day <= dealings.spendable_until
    return within or spendable or dealings.waits


days = st.dates(dt.date(2019, 1, 1), dt.date(2029, 12, 31))
histories = st.builds(
    Dealings,
    registered_on=days,
    filed_on=st.none() | days,
    received_on=st.none() | days,
    spendable_until=st.none() | days,
    waits=st.booleans(),
)


@given(histories, st.integers(1, 48), st.integers(-400, 400))
def test_nobody_is_erased_too_early_and_everybody_when_due(dealings, months, away):
    due = erasure_day(dealings, months)

    if due is None:
        assert dealings.waits
        return
    assert kept(dealings, months, due - dt.timedelta(days=1))
    day = due + dt.timedelta(days=away)
    assert kept(dealings, months, day) is (day < due)
