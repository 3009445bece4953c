"""Ends of months, leap days, the 31st of December, quarters: durations to the day."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import periods

DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2040, 12, 31))
D = dt.date


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (D(2021, 1, 1), 36, D(2023, 12, 31)),
        (D(2021, 1, 1), 31, D(2023, 7, 31)),
        (D(2021, 3, 11), 36, D(2024, 3, 10)),
        (D(2020, 12, 31), 1, D(2021, 1, 30)),
        (D(2020, 12, 31), 2, D(2021, 2, 28)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2023, 11, 30), 3, D(2024, 2, 29)),
        (D(2022, 8, 31), 6, D(2023, 2, 28)),
        (D(2023, 11, 30), 1, D(2023, 12, 29)),
        (D(2024, 2, 29), 48, D(2028, 2, 28)),
        (D(2023, 3, 1), 12, D(2024, 2, 29)),
        (D(2023, 1, 31), 1, D(2023, 2, 28)),
    ],
)
def test_a_duration_ends_on_the_eve_of_its_day_or_with_the_month_that_lacks_it(start, months, end):
    assert periods.months_end(start, months) == end


@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (D(2023, 12, 31), 2, D(2024, 2, 29)),
        (D(2022, 12, 31), 2, D(2023, 2, 28)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2023, 10, 31), 2, D(2023, 12, 31)),
        (D(2023, 3, 11), 0, D(2023, 3, 11)),
        (D(2023, 11, 30), 3, D(2024, 2, 29)),
    ],
)
def test_within_months_of_a_day_is_the_same_day_or_the_last_of_its_month(start, months, day):
    assert periods.plus_months(start, months) == day


@pytest.mark.parametrize(
    ("on", "months", "end"),
    [
        (D(2024, 2, 1), 1, D(2024, 2, 29)),
        (D(2023, 2, 28), 1, D(2023, 2, 28)),
        (D(2023, 12, 31), 1, D(2023, 12, 31)),
        (D(2023, 12, 31), 3, D(2023, 12, 31)),
        (D(2023, 1, 1), 3, D(2023, 3, 31)),
        (D(2023, 4, 1), 3, D(2023, 6, 30)),
        (D(2023, 9, 30), 3, D(2023, 9, 30)),
        (D(2023, 10, 1), 3, D(2023, 12, 31)),
    ],
)
def test_a_month_or_a_quarter_ends_on_its_last_day(on, months, end):
    assert periods.period_end(on, months) == end


@given(on=DAYS, months=st.sampled_from([1, 3]))
def test_periods_hold_each_day_once_and_follow_each_other(on, months):
    end = periods.period_end(on, months)
    after = end + dt.timedelta(days=1)

    assert on <= end
    assert after.day == 1
    assert (end.month % 3 == 0) or months == 1
    assert periods.period_end(end, months) == end
    assert periods.period_end(after, months) > end


@given(start=DAYS, months=st.integers(1, 60))
def test_a_duration_has_the_length_of_its_months(start, months):
    days = (periods.months_end(start, months) - start).days + 1

    assert months * 28 <= days <= months * 31


@given(start=DAYS, months=st.integers(0, 120))
def test_months_move_the_month_exactly_and_never_the_day_forward(start, months):
    found = periods.plus_months(start, months)

    moved = (found.year - start.year) * 12 + found.month - start.month
    assert moved == months
    assert found.day <= start.day
    assert found.day == start.day or (found + dt.timedelta(days=1)).day == 1
