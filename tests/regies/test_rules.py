"""The tree of depots and the ranges that a ledger leaves, on values."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distribution.rules import ranges
from regies import rules


def test_a_tree_is_read_from_its_roots_down():
    parents = {1: 3, 2: 1, 3: None, 4: 9, 5: 1}

    assert list(rules.in_tree(parents)) == [(3, 0), (1, 1), (2, 2), (5, 2), (4, 0)]


@pytest.mark.parametrize(
    ("moves", "left"),
    [
        ([], []),
        ([(1, 10, 1)], [(1, 10)]),
        ([(1, 10, 1), (4, 6, -1)], [(1, 3), (7, 10)]),
        ([(1, 10, 1), (4, 6, -1), (5, 5, 1)], [(1, 3), (5, 5), (7, 10)]),
        ([(1, 3, 1), (4, 6, 1)], [(1, 6)]),
        ([(1, 3, 1), (1, 3, -1)], []),
    ],
)
def test_what_came_in_less_what_went_out_is_left(moves, left):
    assert rules.ranges_left(moves) == left


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 8)), max_size=30))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_it_is_what_one_finds_carnet_by_carnet(drawn):
    """Each range goes in where nothing is, or out where all is there, as the ledger does."""
    there, moves = set(), []
    for first, more in drawn:
        numbers = set(range(first, first + more + 1))
        if numbers <= there:
            there -= numbers
            moves.append((first, first + more, -1))
        elif not numbers & there:
            there |= numbers
            moves.append((first, first + more, 1))

    assert rules.ranges_left(moves) == ranges(sorted(there))


def test_what_is_held_is_cut_where_lots_meet():
    held, lots = [(2, 5), (9, 12)], [(1, 3), (4, 9), (10, 30)]

    assert list(rules.overlaps(held, lots)) == [
        (0, 2, 3),
        (1, 4, 5),
        (1, 9, 9),
        (2, 10, 12),
    ]
