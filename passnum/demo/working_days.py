"""When things happen in the demonstration: working days, office hours, a slow start."""

import datetime as dt
from collections.abc import Iterator
from random import Random

from common.formats import instant


def working_days(start: dt.date, end: dt.date) -> list[dt.date]:
    """From Monday to Friday, both ends included."""
    span = range((end - start).days + 1)
    days = (start + dt.timedelta(days=n) for n in span)
    return [day for day in days if day.weekday() < 5]


def spread(count: int, days: list[dt.date], random: Random) -> list[dt.date]:
    """`count` days, in order, more of them late than early: a network takes time to grow."""
    weights = [1 + 2 * n / len(days) for n in range(len(days))]
    return sorted(random.choices(days, weights, k=count))


def office_hour(day: dt.date, random: Random) -> dt.datetime:
    """An instant of a working day."""
    minute = random.randrange(9 * 60, 17 * 60, 5)
    return instant(day, dt.time(*divmod(minute, 60)))


def sessions_after(
    day: dt.date, last: dt.date, passes: int, random: Random
) -> Iterator[tuple[dt.date, int]]:
    """The sessions of a carnet: a day and how many passes, until it is used up or left aside.

    One carnet in four is never started; the others lose their reader as weeks go by.
    """
    if random.random() < 0.25:
        return
    left = passes
    while left and random.random() < 0.82:
        day += dt.timedelta(days=random.randint(4, 35))
        if day.weekday() >= 5:
            day += dt.timedelta(days=2)
        if day > last:
            return
        spent = min(left, random.choice((1, 1, 1, 2)))
        left -= spent
        yield day, spent
