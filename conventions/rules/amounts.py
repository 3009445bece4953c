"""Pure rules on amounts: sums, exact ratios of aid, limits to the cent."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.money import half_up, ratio

# The limit that the national call puts on the costs beside the passes, in % of the total.
USUAL_CAP = Decimal(10)
# Public aid of a FEDER operation is limited to this part of its eligible costs (our reading of
# the grant of délibération 2022-284: 80 % of the costs, less the State's aid, down to the euro).
FEDER_PUBLIC_AID = Fraction(80, 100)


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
