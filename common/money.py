"""Euros, as Decimal with two places: the only module that rounds and splits amounts."""

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round half up to the cent."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def share(amount: Decimal, ratio: Fraction) -> Decimal:
    """A share of an amount, computed exactly, then rounded down to the cent."""
    exact = Fraction(amount) * ratio
    return Decimal(exact.numerator * 100 // exact.denominator) * CENT


def percent(part: Decimal, whole: Decimal, places: int = 2) -> Decimal:
    """The rounded percentage of two amounts: to be shown, never computed with."""
    return (part * 100 / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def split(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Split an amount by weight; the parts add up to it, to the cent.

    Each part is rounded down; the cents left over go to the largest remainders.
    """
    total = sum(weights)
    cents = int(to_cents(amount) / CENT)
    parts = [cents * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(cents * weights[i] % total))
    for i in by_remainder[: cents - sum(parts)]:
        parts[i] += 1
    return [part * CENT for part in parts]


def ratio(part: Decimal, whole: Decimal) -> Fraction:
    """The exact ratio of two amounts, to compute with."""
    return Fraction(part) / Fraction(whole)


def percent_digits(part: Decimal, whole: Decimal, limits: Iterable[Decimal] = ()) -> int:
    """How many decimals of a percentage to show: two, or more when two would equal a limit."""
    exact = ratio(part, whole) * 100
    for places in (2, 4, 5, 6):
        shown = Fraction(round(exact * 10**places), 10**places)
        if all(shown != limit or exact == limit for limit in map(Fraction, limits)):
            return places
    return 7


def over_limit(part: Decimal, whole: Decimal, percent: Decimal) -> Decimal:
    """By how much a part exceeds a percentage of the whole; negative when there is room.

    The limit is rounded down to the cent, so that an amount above the exact limit exceeds it.
    """
    return part - share(whole, Fraction(percent) / 100)


def round_fraction_to_cents(exact: Fraction) -> Decimal:
    """Round to the cent, a half away from zero."""
    cents = math.floor(abs(exact) * 100 + Fraction(1, 2))
    return Decimal(cents if exact >= 0 else -cents) * CENT
