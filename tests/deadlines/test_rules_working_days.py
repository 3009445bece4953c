"""Working days of a territory: week-ends, public holidays, Alsace-Moselle and overseas."""

import datetime as dt

import pytest

from deadlines.rules import first_working_day, is_working, last_working_day

D = dt.date
# Easter Monday, Ascension and Whit Monday of some years, as the calendars of the State give them.
MOVABLE = [
    D(2008, 3, 24), D(2011, 4, 25), D(2019, 4, 22), D(2023, 4, 10), D(2024, 4, 1), D(2038, 4, 26),
    D(2023, 5, 18), D(2024, 5, 9), D(2023, 5, 29), D(2024, 5, 20),
]  # fmt: skip


@pytest.mark.parametrize("day", [*MOVABLE, D(2023, 5, 1), D(2023, 7, 14), D(2023, 12, 25)])
def test_nobody_works_on_a_public_holiday(day):
    assert day.weekday() < 5
    assert not is_working(day, ["62"])


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (D(2023, 4, 7), "67"),
        (D(2023, 12, 26), "57"),
        (D(2022, 5, 27), "971"),
        (D(2023, 5, 22), "972"),
        (D(2022, 6, 10), "973"),
        (D(2023, 12, 20), "974"),
        (D(2023, 4, 27), "976"),
    ],
)
def test_some_territories_have_their_own(day, code):
    assert not is_working(day, ["59", code])
    assert is_working(day, ["59", "62"])


def test_the_nearest_working_day_is_before_or_after():
    assert last_working_day(D(2023, 5, 1), ["62"]) == D(2023, 4, 28)
    assert first_working_day(D(2023, 4, 29), ["62"]) == D(2023, 5, 2)
    assert (
        last_working_day(D(2023, 5, 2), []) == first_working_day(D(2023, 5, 2), []) == D(2023, 5, 2)
    )
