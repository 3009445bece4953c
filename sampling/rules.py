"""The draw itself: numbers, a seed and a hash, no row and no chance of its own.

Each name is ranked by the SHA-256 of `seed:name`; the lowest ranks are the sample. A spreadsheet or
five lines of any language do it again.
"""

import hashlib
import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many names there are, the SHA-256 of all, one a line in their order, and the sample in
    the order of the draw.
    """

    population: int
    fingerprint: str
    sample: list[str]


def draw(seed: str, names: Iterable[str], size: int) -> Drawn:
    """Draw names, each given once; memory grows with the size of the sample only."""
    whole, known = hashlib.sha256(), 0

    def ranked() -> Iterator[tuple[str, str]]:
        nonlocal known
        for name in names:
            whole.update(f"{name}\n".encode())
            known += 1
            yield hashlib.sha256(f"{seed}:{name}".encode()).hexdigest(), name

    lowest = heapq.nsmallest(size, ranked())
    return Drawn(known, whole.hexdigest(), [name for _, name in lowest])
