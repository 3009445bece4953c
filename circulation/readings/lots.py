"""What became of lots before their carnets are handed out."""

import datetime as dt
from dataclasses import astuple, dataclass

from distribution.models import Lot


@dataclass(frozen=True, slots=True)
class PassCounts:
    """Counts of passes; each includes the next: a pass spent was handed out, hence active."""

    ordered: int = 0
    delivered: int = 0
    active: int = 0
    handed_out: int = 0
    spent: int = 0

    def __add__(self, other: "PassCounts") -> "PassCounts":
        both = zip(astuple(self), astuple(other), strict=True)
        return PassCounts(*(one + another for one, another in both))


def before_hand_out(lot: Lot, passes: int, day: dt.date) -> PassCounts:
    """The counts of some passes of a lot, before any is handed out."""
    return PassCounts(
        ordered=passes,
        delivered=passes * _happened_by(lot.delivered_on, day),
        active=passes * _happened_by(lot.activated_on, day),
    )


def _happened_by(happened_on: dt.date | None, day: dt.date) -> bool:
    return happened_on is not None and happened_on <= day
