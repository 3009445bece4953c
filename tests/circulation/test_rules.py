import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from circulation.rules import LEAST_SHOWN, can_total, is_over, keys_to_hide


def test_a_single_small_count_takes_the_next_smallest_with_it():
    assert keys_to_hide({"RSA": 120, "ASE": 3, "Collégiens": 17}) == {"ASE", "Collégiens"}


def test_several_small_counts_hide_each_other():
    assert keys_to_hide({"RSA": 120, "ASE": 3, "Collégiens": 4}) == {"ASE", "Collégiens"}


def test_nothing_is_hidden_when_nobody_or_many_are_counted():
    assert keys_to_hide({"RSA": 120, "ASE": 0, "Collégiens": LEAST_SHOWN}) == set()


def test_a_small_count_alone_is_hidden_alone():
    assert keys_to_hide({"RSA": 1}) == {"RSA"}


@given(st.dictionaries(st.text(min_size=1), st.integers(0, 40)))
def test_no_hidden_count_is_found_by_difference_with_the_total(counts):
    small = keys_to_hide(counts)

    assert {key for key, count in counts.items() if 0 < count < LEAST_SHOWN} <= small
    if small and any(count >= LEAST_SHOWN for count in counts.values()):
        assert len(small) > 1


def test_weeks_are_over_when_they_are_for_the_last_carnet_of_the_month():
    april = dt.date(2023, 4, 1)
    assert not is_over(april, 4, dt.date(2023, 5, 27))
    assert is_over(april, 4, dt.date(2023, 5, 28))


@pytest.mark.parametrize(
    ("total", "shown", "hidden", "may"),
    [
        (12, 12, 0, True),
        (12, 7, 2, True),
        (12, 8, 2, False),
        (None, 0, 1, False),
        (9, 12, 2, False),
    ],
)
def test_a_total_of_people_never_tells_what_is_hidden(total, shown, hidden, may):
    assert can_total(total, shown, hidden) is may
