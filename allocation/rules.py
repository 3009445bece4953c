"""How carnets are shared among depots, and how long a depot lasts at its own pace."""

from collections.abc import Sequence
from fractions import Fraction

from allocation.enums import Standing
from common.money import CENT, split

DAYS_OF_WEEK = 7


def shares(carnets: int, fixed: int, weights: Sequence[int]) -> list[int]:
    """Whole carnets: a fixed part for each, then the others by weight, those left over to the
    largest remainders; in equal parts when nothing weighs. The model of Lens-Liévin (2021).
    """
    others = carnets - fixed * len(weights)
    if not weights or others < 0:
        return [0] * len(weights)
    by = weights if any(weights) else [1] * len(weights)
    return [fixed + int(part / CENT) for part in split(others * CENT, by)]  # a carnet as a cent


def weeks_left(held: int, handed_out: int, days: int) -> int | None:
    """How many whole weeks a stock lasts when so many carnets are handed out in so many days; None
    when none is.
    """
    return held * days // (handed_out * DAYS_OF_WEEK) if handed_out > 0 else None


def missing(held: int, handed_out: int, days: int, weeks: int) -> int:
    """The carnets that a stock lacks to last so many weeks, rounded up."""
    needed = Fraction(max(handed_out, 0) * weeks * DAYS_OF_WEEK, days)
    return max(0, -(-needed.numerator // needed.denominator) - held)


def standing(held: int, handed_out: int, days: int, weeks: int, *, is_silent: bool) -> Standing:
    """A depot sleeps when it has carnets and handed none out for so many weeks; it is short when it
    lasts less than these weeks.
    """
    if is_silent:
        return Standing.ASLEEP if held else Standing.FINE
    left = weeks_left(held, handed_out, days)
    return Standing.SHORT if left is not None and left < weeks else Standing.FINE
