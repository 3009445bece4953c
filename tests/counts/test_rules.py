"""Ranges of numbers added up and cut."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from counts import rules

RANGE = st.tuples(st.integers(1, 40), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair)))
RANGES = st.lists(RANGE, max_size=6)


def numbers(ranges):
    return {number for first, last in ranges for number in range(first, last + 1)}


def apart(ranges):
    """The same numbers, in ranges that do not overlap."""
    return rules.balance((*part, 1) for part in ranges)


@given(RANGES, RANGES)
@settings(max_examples=150, derandomize=True)
def test_ranges_are_sets_of_numbers(one, other):
    whole, part = apart(one), apart(other)

    assert numbers(whole) == numbers(one)
    assert numbers(rules.less(whole, part)) == numbers(one) - numbers(other)
    assert numbers(rules.both(whole, part)) == numbers(one) & numbers(other)
    assert all(last + 1 < first for (_, last), (first, _) in pairwise(whole))


@given(RANGES, RANGES, RANGES)
@settings(max_examples=150, derandomize=True)
def test_ranges_are_cut_where_labels_change(whole, one, other):
    layers = [
        rules.latest([(*part, rank) for rank, part in enumerate(each)]) for each in (one, other)
    ]

    def label(ranges, number):
        ranks = [rank for rank, part in enumerate(ranges) if number in numbers([part])]
        return ranks[-1] if ranks else None

    pieces = rules.split(apart(whole), *layers)

    told = {n: labels for first, last, labels in pieces for n in range(first, last + 1)}
    assert told == {n: [label(one, n), label(other, n)] for n in numbers(whole)}
    assert [first for first, _, _ in pieces] == sorted(first for first, _, _ in pieces)


def test_what_came_in_less_what_went_out_is_held():
    moves = [(1, 10, 1), (4, 5, -1), (20, 22, 1), (4, 4, 1), (20, 22, -1)]
    assert rules.balance(moves) == [(1, 4), (6, 10)]


def test_passes_are_those_of_the_lots():
    lots = [(1, 10, 5), (11, 20, 10)]
    assert rules.passes_in([(9, 12), (30, 40)], lots) == 2 * 5 + 2 * 10
