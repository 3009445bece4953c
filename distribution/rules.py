"""What is said of stock and entitlement: pure functions on values."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.formats import NBSP

SITUATION = "situation"


def shown_reasons(
    reasons: Sequence[Mapping[str, Any]], category: str | None
) -> list[tuple[str, str]]:
    """Why a decision grants, criterion by criterion, for a screen that others may see.

    Neither the public nor the situation is named: the rule holds, that is all the desk shows.
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
    """Sorted numbers as runs: 1, 2, 3, 7 gives (1, 3), (7, 7)."""
    found: list[tuple[int, int]] = []
    for value in numbers:
        if found and found[-1][1] + 1 == value:
            found[-1] = (found[-1][0], value)
        else:
            found.append((value, value))
    return found


def named_range(first: int, last: int) -> str:
    """`n° 00012` or `n° 00012 à 00040`."""
    if first == last:
        return f"n°{NBSP}{first:05d}"
    return f"n°{NBSP}{first:05d} à{NBSP}{last:05d}"


def named_carnets(numbers: Sequence[int]) -> str:
    """`carnet n° 00012`, `carnets n° 00012 à 00013`, `carnets n° 00012, n° 00015`."""
    noun = "carnet" if len(numbers) == 1 else "carnets"
    return f"{noun} {', '.join(named_range(*run) for run in ranges(sorted(numbers)))}"
