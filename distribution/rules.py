"""Pure functions on values: ranges of numbers, read and in words, and reasons of a decision."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.formats import NBSP

SITUATION = "situation"
Ranges = Sequence[tuple[int, int]]
# Around the numbers of a range: what a page or a person writes there.
_AROUND = re.compile(r"\bn ?[°º]|№|\bcarnets?\b|\bdu\b|\bles?\b")
_BETWEEN = re.compile(r"[,;\n]|\bet\b")
_RANGE = re.compile(r"0*(\d{1,7})(?: ?(?:à|a|au|-|–) ?0*(\d{1,7}))?", re.ASCII)


def reasons_without_status(
    reasons: Sequence[Mapping[str, Any]], category: str | None
) -> list[tuple[str, str]]:
    """Each criterion of the category that grants, with a sentence, for a screen others may see.

    Neither the category nor the declared situation is named.
    """
    chosen = next((reason for reason in reasons if reason["code"] == category), None)
    if chosen is None:
        return []
    return [
        (
            criterion["name"].capitalize(),
            "Admise, justificatif vu." if criterion["name"] == SITUATION else criterion["sentence"],
        )
        for criterion in chosen["criteria"]
    ]


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Sorted numbers as ranges: 1, 2, 3, 7 gives (1, 3), (7, 7)."""
    found: list[tuple[int, int]] = []
    for value in numbers:
        if found and found[-1][1] + 1 == value:
            found[-1] = (found[-1][0], value)
        else:
            found.append((value, value))
    return found


def parse_ranges(text: str) -> list[tuple[int, int]]:
    """`1201 à 1220, n° 01251`: as pages print them; sorted, joined, or refused (ValueError)."""
    found = []
    for piece in _BETWEEN.split(text.casefold()):
        read = _RANGE.fullmatch(" ".join(_AROUND.sub(" ", piece).split()))
        if read is None:
            raise ValueError(piece)
        found.append((int(read[1]), int(read[2] or read[1])))
    if any(first > last or first == 0 for first, last in found):
        raise ValueError(text)
    return joined(found)


def joined(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, those that meet as one: (4, 6), (1, 3), (2, 2) gives (1, 6)."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(parts):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def is_within(part: Ranges, whole: Ranges) -> bool:
    """Whether each range of `part` is in one of `whole`, joined."""
    return all(any(one <= first and last <= end for one, end in whole) for first, last in part)


def less(whole: Ranges, part: Ranges) -> list[tuple[int, int]]:
    """The ranges of `whole` without those of `part`, which is within it."""
    taken = {number for first, last in part for number in range(first, last + 1)}
    held = (number for first, last in joined(whole) for number in range(first, last + 1))
    return ranges(number for number in held if number not in taken)


def size(parts: Ranges) -> int:
    """How many numbers there are in ranges."""
    return sum(last - first + 1 for first, last in parts)


def ranges_in_words(parts: Ranges) -> str:
    """`n° 00012 à 00031, n° 00040`."""
    return ", ".join(range_in_words(*part) for part in parts)


def range_in_words(first: int, last: int) -> str:
    """`n° 00012` or `n° 00012 à 00040`."""
    if first == last:
        return f"n°{NBSP}{first:05d}"
    return f"n°{NBSP}{first:05d} à{NBSP}{last:05d}"


def carnets_in_words(numbers: Sequence[int]) -> str:
    """`carnet n° 00012`, `carnets n° 00012 à 00013`, `carnets n° 00012, n° 00015`."""
    noun = "carnet" if len(numbers) == 1 else "carnets"
    return f"{noun} {', '.join(range_in_words(*pair) for pair in ranges(sorted(numbers)))}"
