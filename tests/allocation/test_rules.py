import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.enums import Standing
from allocation.rules import missing, shares, standing, weeks_left


@pytest.mark.parametrize(
    ("carnets", "fixed", "weights", "found"),
    [
        (100, 10, [3, 1, 0], [63, 27, 10]),
        (10, 0, [1, 1, 1], [4, 3, 3]),
        (30, 10, [5, 2, 1], [10, 10, 10]),
        (9, 1, [0, 0, 0], [3, 3, 3]),
        (5, 2, [1, 1, 1], [0, 0, 0]),
        (5, 0, [], []),
    ],
)
def test_each_has_the_fixed_part_and_its_share_of_the_others(carnets, fixed, weights, found):
    assert shares(carnets, fixed, weights) == found


@given(st.integers(0, 10_000), st.integers(0, 50), st.lists(st.integers(0, 500), min_size=1))
def test_the_shares_add_up_to_the_carnets_and_never_lack_the_fixed_part(carnets, fixed, weights):
    found = shares(carnets, fixed, weights)
    if fixed * len(weights) > carnets:
        assert not any(found)
    else:
        assert sum(found) == carnets
        assert min(found) >= fixed


def test_a_stock_lasts_as_long_as_the_pace_says():
    assert weeks_left(10, 45, 90) == 2
    assert weeks_left(10, 0, 90) is None
    assert missing(10, 45, 90, 4) == 4
    assert missing(20, 45, 90, 4) == 0
    assert missing(0, -1, 90, 4) == 0


@pytest.mark.parametrize(
    ("held", "handed_out", "is_silent", "found"),
    [
        (10, 45, False, Standing.SHORT),
        (14, 45, False, Standing.FINE),
        (3, 9, True, Standing.ASLEEP),
        (0, 9, True, Standing.FINE),
        (5, 0, False, Standing.FINE),
    ],
)
def test_a_depot_is_short_or_asleep_beside_its_own_pace(held, handed_out, is_silent, found):
    assert standing(held, handed_out, 90, 4, is_silent=is_silent) == found
