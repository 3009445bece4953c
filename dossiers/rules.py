"""In which order the days of signature of a convention and of its avenants were recorded."""

import datetime as dt
from collections.abc import Iterator, Sequence

Day = dt.date | None
# What befell a signature: the day that was asked, and the day that was held from then on.
Event = tuple[Day, Day]
Counts = tuple[int, ...]


def avenants_before(
    own: Sequence[Event], avenants: Sequence[Sequence[Event]]
) -> Sequence[Counts] | None:
    """How many events of each avenant came before each event of a convention but its signature: no
    avenant is ever signed before it, nor entered before another is signed. None if no order does.
    """
    all_of_them, seen = tuple(map(len, avenants)), set[tuple[int, Counts]]()

    def search(taken: int, counts: Counts) -> list[Counts] | None:
        if taken == len(own) and counts == all_of_them:
            return []
        if (taken, counts) in seen:
            return None
        seen.add((taken, counts))
        held = own[taken - 1][1]
        both = zip(avenants, counts, strict=True)
        signed = [events[number - 1][1] for events, number in both if number]
        if taken < len(own) and all(_follows(day, own[taken][0]) for day in signed):
            found = search(taken + 1, counts)
            if found is not None:
                return [counts, *found]
        for further in _further(counts, avenants, held):
            if (found := search(taken, further)) is not None:
                return found
        return None

    return search(1, (0,) * len(avenants))


def _further(counts: Counts, avenants: Sequence[Sequence[Event]], held: Day) -> Iterator[Counts]:
    """The counts with one more event of an avenant, whose day follows that of the convention."""
    for rank, (events, number) in enumerate(zip(avenants, counts, strict=True)):
        if number < len(events) and _follows(events[number][0], held):
            yield (*counts[:rank], number + 1, *counts[rank + 1 :])
        if events and not number:
            return  # the next ones are entered once this one is signed


def _follows(day: Day, other: Day) -> bool:
    return day is None or other is None or day >= other
