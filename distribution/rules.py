"""Pure functions on values: ranges of numbers in words, and reasons of a decision."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.formats import NBSP

SITUATION = "situation"


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


def range_in_words(first: int, last: int) -> str:
    """`n° 00012` or `n° 00012 à 00040`."""
    if first == last:
        return f"n°{NBSP}{first:05d}"
    return f"n°{NBSP}{first:05d} à{NBSP}{last:05d}"


def carnets_in_words(numbers: Sequence[int]) -> str:
    """`carnet n° 00012`, `carnets n° 00012 à 00013`, `carnets n° 00012, n° 00015`."""
    noun = "carnet" if len(numbers) == 1 else "carnets"
    return f"{noun} {', '.join(range_in_words(*pair) for pair in ranges(sorted(numbers)))}"
