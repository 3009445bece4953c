"""Which counts of people are too small to be shown, and which weeks of use are known."""

import datetime as dt
from collections.abc import Mapping

from common.periods import WEEK, months_end

LEAST_SHOWN = 5
PERSON = "hand_out__decision__request__person"  # the path from a carnet or a reminder


def keys_to_hide(counts: Mapping[str, int]) -> set[str]:
    """The keys whose count of people is too small to be shown: from 1 to 4.

    When only one is too small, the next smallest is hidden too: otherwise the total less the
    others would give the hidden count.
    """
    small = {key for key, count in counts.items() if 0 < count < LEAST_SHOWN}
    others = sorted((count, key) for key, count in counts.items() if count >= LEAST_SHOWN)
    if len(small) == 1 and others:
        small.add(others[0][1])
    return small


def can_total(total: int | None, shown: int, hidden: int) -> bool:
    """Whether a total of people may stand under counts: it must not tell what `hidden` ones hide,
    in all less than LEAST_SHOWN.
    """
    return total is not None and (not hidden or total - shown >= LEAST_SHOWN)


def is_over(month: dt.date, weeks: int, on: dt.date) -> bool:
    """Whether so many weeks are over, on a day, since the last carnet handed out in a month."""
    return months_end(month, 1) + weeks * WEEK <= on
