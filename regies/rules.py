"""Pure functions on values: the tree of depots, and the ranges that a ledger leaves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence


def in_tree(parents: Mapping[int, int | None]) -> Iterator[tuple[int, int]]:
    """Each key with its depth, the tree read from its roots, children in the order given; a parent
    that is not among the keys makes a root.
    """
    children: dict[int | None, list[int]] = {}
    for key, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(key)
    waiting = [(key, 0) for key in reversed(children.get(None, []))]
    while waiting:
        key, depth = waiting.pop()
        yield key, depth
        waiting += [(child, depth + 1) for child in reversed(children.get(key, []))]


def ranges_left(moves: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """The numbers that are there after moves (first, last, 1 in or -1 out), as ranges."""
    changes: dict[int, int] = {}
    for first, last, sign in moves:
        changes[first] = changes.get(first, 0) + sign
        changes[last + 1] = changes.get(last + 1, 0) - sign
    found, there, start = [], 0, 0
    for number in sorted(changes):
        before, there = there, there + changes[number]
        if not before and there:
            start = number
        elif before and not there:
            found.append((start, number - 1))
    return found


def overlaps(
    held: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    """The ranges held in each part, by its rank; parts follow each other without meeting."""
    for rank, (low, high) in enumerate(parts):
        for first, last in held:
            if first <= high and last >= low:
                yield rank, max(first, low), min(last, high)
