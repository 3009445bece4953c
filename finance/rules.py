"""What a funder owes for a base: an exact ratio, a maximum, one rounding at the end."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from common.findings import Finding, Severity
from common.formats import day, period
from common.money import share
from conventions.enums import ClauseKind, ConventionFinding


@dataclass(frozen=True, slots=True)
class Aid:
    """The part of a base that a funder pays, and the most it pays in all.

    `part` and `whole` give the exact ratio: the rounded percentage would lose money.
    """

    part: Decimal
    whole: Decimal
    maximum: Decimal | None = None

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.part) / Fraction(self.whole)

    def due(self, base: Decimal) -> Decimal:
        """The aid due for a base, capped, rounded down to the cent only at the end."""
        exact = share(base, self.ratio)
        return exact if self.maximum is None else min(exact, self.maximum)


def instalments(bases: Sequence[Decimal], aid: Aid) -> list[Decimal]:
    """The aid that each period adds: the instalments add up to the aid due for all the bases."""
    due = [aid.due(base) for base in accumulate(bases)]
    return [now - before for now, before in zip(due, [Decimal(0), *due], strict=False)]


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day of each month from that of `first` to that of `last`."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [dt.date((start + i) // 12, (start + i) % 12 + 1, 1) for i in range(count)]


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts in euros; 0.00 when there is none."""
    return sum(amounts, Decimal("0.00"))


def window_finding(
    what: str, on: dt.date, start: dt.date | None, end: dt.date | None
) -> Finding | None:
    """A payment made outside the days whose spending counts; both ends are inside."""
    if (start is None or on >= start) and (end is None or on <= end):
        return None
    return Finding(
        ConventionFinding.OUTSIDE_WINDOW,
        Severity.BREACH,
        f"{what}, payé le {day(on)}, est hors de la période des dépenses ({period(start, end)}).",
        "Cette dépense ne compte pas dans la subvention.",
        ClauseKind.WINDOW_END if end is not None and on > end else ClauseKind.WINDOW_START,
    )
