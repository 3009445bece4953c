"""Euros: Decimal with two places, everywhere. Rounding and splitting live here only."""

from collections.abc import Sequence
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
