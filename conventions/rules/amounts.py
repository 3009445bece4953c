"""Pure rules on amounts: sums, exact ratios of aid, limits to the cent."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.formats import count, euros
from common.money import CENT, share

# The limit that the national call puts on the costs beside the passes, in % of the total.
USUAL_CAP = Decimal(10)
# Public aid of a FEDER operation is limited to this part of its eligible costs (our reading of
# the grant of délibération 2022-284: 80 % of the costs, less the State's aid, down to the euro).
FEDER_PUBLIC_AID = Fraction(80, 100)


def wrong_sum(amounts: Sequence[Decimal], stated: Decimal, noun: str, saying: str) -> str:
    """The sentence that says by how much amounts miss what a text states; empty when they fit."""
    found = sum(amounts, Decimal(0))
    if found == stated:
        return ""
    if not amounts:
        return f"Pas de {noun}\u00a0; {saying} {euros(stated)}."
    gap = stated - found
    missing = f"Il manque {euros(gap)}" if gap > 0 else f"Il y a {euros(-gap)} de trop"
    listed = f"Les {count(len(amounts), noun)} font" if len(amounts) > 1 else f"1\u00a0{noun} fait"
    return f"{listed} {euros(found)}\u00a0; {saying} {euros(stated)}. {missing}."


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


def rounded_rate_loss(grant: Decimal, base: Decimal, percent: Decimal) -> Decimal:
    """What a grant loses when its rounded percentage is used in the place of the exact ratio."""
    by_rate = Fraction(base) * Fraction(percent) / 100
    return half_up(Fraction(grant) - by_rate)


def eighty_percent_reading(grant: Decimal, base: Decimal, other_aid: Decimal) -> Decimal | None:
    """80 % of the costs less the other public aid, when the grant is that, down to the euro."""
    exact = Fraction(base) * FEDER_PUBLIC_AID - Fraction(other_aid)
    if math.floor(exact) != grant:
        return None
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def over_limit(part: Decimal, whole: Decimal, percent: Decimal) -> Decimal:
    """By how much a part exceeds a percentage of the whole; negative when there is room.

    The limit is rounded down to the cent: what is above its exact amount is never inside.
    """
    return part - share(whole, Fraction(percent) / 100)


@dataclass(frozen=True, slots=True)
class Aid:
    """A funder's public aid in a plan: its exact share of the plan's total."""

    amount: Decimal
    total: Decimal

    def on(self, line: Decimal) -> Fraction:
        """Its exact part of a line."""
        return Fraction(line) * ratio(self.amount, self.total)


def aid_at(perimeter: Decimal, aids: Iterable[Aid]) -> Decimal:
    """Public aid that bears on a perimeter, to the cent: each by its own exact ratio."""
    return half_up(sum((aid.on(perimeter) for aid in aids), Fraction(0)))


def half_up(exact: Fraction) -> Decimal:
    """To the cent, a half away from zero."""
    cents = math.floor(abs(exact) * 100 + Fraction(1, 2))
    return Decimal(cents if exact >= 0 else -cents) * CENT
