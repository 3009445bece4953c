"""The next day on which an obligation falls due."""

import datetime as dt

from common.periods import period_end
from conventions.enums import Cadence


def next_due(
    cadence: Cadence,
    due_on: dt.date | None,
    effective_on: dt.date | None,
    after: dt.date,
    *,
    ends_on: dt.date | None = None,
) -> dt.date | None:
    """The first day on or after `after` on which an obligation is due, once it is in force.

    Each month or quarter is due on its last day, until `due_on` when given, else until the period
    that holds `ends_on`, the end of the action in force; what is due at the end follows it.
    """
    if effective_on is None:
        return None
    since = max(after, effective_on)
    if cadence in {Cadence.ONCE, Cadence.WITHIN}:
        found, last = due_on, due_on
    elif cadence == Cadence.AT_END:
        found, last = ends_on, ends_on
    else:
        months = 1 if cadence == Cadence.MONTHLY else 3
        ending = period_end(ends_on, months) if ends_on else None
        found, last = period_end(since, months), due_on or ending
    if found is None or found < since or (last is not None and found > last):
        return None
    return found
