"""Euros: Decimal with two places, everywhere. Rounding and splitting live here only."""

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round half up to the cent."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def down_to_cents(amount: Decimal) -> Decimal:
    """Round a due amount down to the cent: an aid never exceeds its ratio."""
    return amount.quantize(CENT, ROUND_DOWN)


def share(amount: Decimal, ratio: Fraction) -> Decimal:
    """The exact share of an amount, rounded down to the cent once, at the end."""
    exact = Fraction(amount) * ratio
    return Decimal(exact.numerator * 100 // exact.denominator) * CENT


def percent(part: Decimal, whole: Decimal, places: int = 2) -> Decimal:
    """The rounded percentage of two amounts, to be shown only, never computed with."""
    return (part * 100 / whole).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def split(amount: Decimal, weights: Sequence[int]) -> list[Decimal]:
    """Split an amount by weight so that the parts add up to it, to the cent.

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
    """The exact ratio of two amounts: what is computed with, never its rounded percentage."""
    return Fraction(part) / Fraction(whole)


def percent_digits(part: Decimal, whole: Decimal, limits: Iterable[Decimal] = ()) -> int:
    """Decimals to show of a percentage: two, or four to seven when two would hide a limit."""
    exact = ratio(part, whole) * 100
    for places in (2, 4, 5, 6):
        shown = Fraction(round(exact * 10**places), 10**places)
        if all(shown != limit or exact == limit for limit in map(Fraction, limits)):
            return places
    return 7


def over_limit(part: Decimal, whole: Decimal, percent: Decimal) -> Decimal:
    """By how much a part exceeds a percentage of the whole; negative when there is room.

    The limit is rounded down to the cent: what is above its exact amount is never inside.
    """
    return part - share(whole, Fraction(percent) / 100)


def half_up(exact: Fraction) -> Decimal:
    """To the cent, a half away from zero."""
    cents = math.floor(abs(exact) * 100 + Fraction(1, 2))
    return Decimal(cents if exact >= 0 else -cents) * CENT
