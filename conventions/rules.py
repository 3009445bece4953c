"""Pure rules on agreements: durations, due days, the expected pace, exact ratios of aid."""

import calendar
import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.formats import count, day, euros
from common.money import CENT
from conventions.enums import Cadence

LINEAR = "linear"
LINEAR_LABEL = "hypothèse linéaire"
# The limit that the national call puts on the costs beside the passes, in % of the total.
USUAL_CAP = Decimal(10)
# Public aid of a FEDER operation is limited to this part of its eligible costs (our reading of
# the grant of délibération 2022-284: 80 % of the costs, less the State's aid, down to the euro).
FEDER_PUBLIC_AID = Fraction(80, 100)
RULER = "La date énoncée fait foi."


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a text says and that does not hold; it is shown, and the text rules."""

    sentence: str
    ruling: str = RULER


def months_end(start: dt.date, months: int) -> dt.date:
    """The last day of a duration: 31 months from 01/01/2021 end on 31/07/2023."""
    return plus_months(start, months) - dt.timedelta(days=1)


def plus_months(start: dt.date, months: int) -> dt.date:
    """The same day some months later, the last of the month when it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last))


def duration_finding(
    start: dt.date, months: int, end: dt.date, *, origin: str = ""
) -> Finding | None:
    """A stated duration that does not lead from its start to the stated end."""
    found = months_end(start, months)
    if found == end:
        return None
    since = f" ({origin})" if origin else ""
    return Finding(
        f"{count(months, 'mois')} à compter du {day(start)}{since} finissent le {day(found)}, "
        f"et non le {day(end)}."
    )


def origin_finding(signed_on: dt.date, start: dt.date, months: int, end: dt.date) -> Finding | None:
    """A duration said to run from the signature, but which only fits the start of the action."""
    if months_end(signed_on, months) == end or months_end(start, months) != end:
        return None
    return Finding(
        f"{count(months, 'mois')} mènent au {day(end)} à compter du {day(start)}, "
        f"et non de la signature ({day(signed_on)})\u00a0: "
        f"ils finiraient le {day(months_end(signed_on, months))}."
    )


def extension_finding(former_end: dt.date, months: int, end: dt.date) -> Finding | None:
    """A stated extension that does not lead from the former end to the new one."""
    found = plus_months(former_end, months)
    if found == end:
        return None
    return Finding(
        f"{day(former_end)} plus {count(months, 'mois')} donne le {day(found)}, "
        f"et non le {day(end)}."
    )


def linear_target(on: dt.date, start: dt.date, end: dt.date, total: int) -> int:
    """Passes expected at the end of a day on a straight line: `LINEAR_LABEL` wherever shown."""
    if on < start:
        return 0
    if on >= end:
        return total
    return total * ((on - start).days + 1) // ((end - start).days + 1)


def next_due(
    cadence: Cadence,
    due_on: dt.date | None,
    effective_on: dt.date | None,
    after: dt.date,
    *,
    ends_on: dt.date | None = None,
) -> dt.date | None:
    """The first due day on or after `after`; nothing is due before the text is in force.

    Each month or quarter is due on its last day, until `due_on` when given; what is due at the
    end follows `ends_on`, the end of the action in force.
    """
    if effective_on is None:
        return None
    since = max(after, effective_on)
    if cadence == Cadence.ONCE:
        found, last = due_on, due_on
    elif cadence == Cadence.AT_END:
        found, last = ends_on, ends_on
    else:
        found, last = _period_end(since, 1 if cadence == Cadence.MONTHLY else 3), due_on
    if found is None or found < since or (last is not None and found > last):
        return None
    return found


def _period_end(on: dt.date, months: int) -> dt.date:
    """The last day of the month, or of the quarter, that holds a day."""
    month = -(-on.month // months) * months
    return dt.date(on.year, month, calendar.monthrange(on.year, month)[1])


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
    return _half_up(Fraction(grant) - by_rate)


def eighty_percent_reading(grant: Decimal, base: Decimal, other_aid: Decimal) -> Decimal | None:
    """80 % of the costs less the other public aid, when the grant is that, down to the euro."""
    exact = Fraction(base) * FEDER_PUBLIC_AID - Fraction(other_aid)
    if math.floor(exact) != grant:
        return None
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def over_limit(part: Decimal, whole: Decimal, percent: Decimal) -> Decimal:
    """By how much a part exceeds a percentage of the whole; negative when there is room."""
    return _half_up(Fraction(part) - Fraction(whole) * Fraction(percent) / 100)


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
    return _half_up(sum((aid.on(perimeter) for aid in aids), Fraction(0)))


def _half_up(exact: Fraction) -> Decimal:
    cents = math.floor(abs(exact) * 100 + Fraction(1, 2))
    return Decimal(cents if exact >= 0 else -cents) * CENT
