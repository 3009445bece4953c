"""Pure functions on ranges of numbers."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Range = tuple[int, int]
Labelled = Sequence[tuple[int, int, Any]]


def balance(moves: Iterable[tuple[int, int, int]], above: int = 0) -> list[Range]:
    """The ranges of numbers of which the signed moves add up to more than `above`."""
    changes = Counter[int]()
    for first, last, sign in moves:
        changes[first] += sign
        changes[last + 1] -= sign
    found, held, start = [], 0, 0
    for number in sorted(changes):
        was, held = held, held + changes[number]
        if was <= above < held:
            start = number
        elif held <= above < was:
            found.append((start, number - 1))
    return found


def less(whole: Sequence[Range], part: Sequence[Range]) -> list[Range]:
    """The numbers of ranges that are not in others; no range of `whole` overlaps another."""
    return balance([*_signed(whole, 1), *_signed(balance(_signed(part, 1)), -1)])


def both(one: Sequence[Range], other: Sequence[Range]) -> list[Range]:
    """The numbers that two lists of ranges share; no range overlaps another of its list."""
    return balance([*_signed(one, 1), *_signed(other, 1)], above=1)


def latest(lines: Labelled) -> list[tuple[int, int, Any]]:
    """Ranges that may overlap, cut so that the last one given wins, in the order of numbers."""
    found: list[tuple[int, int, Any]] = []
    covered: list[Range] = []
    for first, last, label in reversed(lines):
        found += [(*part, label) for part in less([(first, last)], covered)]
        covered = balance(_signed([*covered, (first, last)], 1))
    return sorted(found, key=lambda part: part[:2])


def split(whole: Sequence[Range], *layers: Labelled) -> list[tuple[int, int, list[Any]]]:
    """Ranges cut where a label of a layer begins or ends, each with its label of each layer.

    The ranges of a layer are in order and do not overlap; outside them, the label is None.
    """
    found: list[tuple[int, int, list[Any]]] = []
    cuts = sorted(
        {bound for layer in layers for first, last, _ in layer for bound in (first, last + 1)}
    )
    starts = [[first for first, _, _ in layer] for layer in layers]
    for first, last in _pieces(whole, cuts):
        labels = [_label(layer, rank, first) for layer, rank in zip(layers, starts, strict=True)]
        if found and found[-1][1] + 1 == first and found[-1][2] == labels:
            first = found.pop()[0]  # noqa: PLW2901 - both are one piece
        found.append((first, last, labels))
    return found


def passes_in(ranges: Sequence[Range], lots: Sequence[tuple[int, int, int]]) -> int:
    """How many passes the carnets of ranges hold; `lots` have their first and last carnets, and the
    passes of each.
    """
    return sum(
        size * max(0, min(last, end) - max(first, start) + 1)
        for first, last in ranges
        for start, end, size in lots
    )


def _signed(ranges: Iterable[Range], sign: int) -> Iterator[tuple[int, int, int]]:
    return ((first, last, sign) for first, last in ranges)


def _pieces(whole: Sequence[Range], cuts: Sequence[int]) -> Iterator[Range]:
    for first, last in whole:
        start = first
        for cut in cuts[bisect_right(cuts, first) : bisect_right(cuts, last)]:
            yield start, cut - 1
            start = cut
        yield start, last


def _label(layer: Labelled, starts: Sequence[int], number: int) -> Any:
    place = bisect_right(starts, number) - 1
    return layer[place][2] if place >= 0 and number <= layer[place][1] else None
