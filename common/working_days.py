"""Working days: neither of a week-end nor a public holiday of a territory (its départements)."""

import datetime as dt
from collections.abc import Collection
from functools import cache

ONE_DAY = dt.timedelta(days=1)
# Code du travail, article L.3133-1: month and day, then days after Easter.
FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
AFTER_EASTER = (1, 39, 50)
# Article L.3134-13: 26 December, and Good Friday where there is a Protestant temple.
ALSACE_MOSELLE = {"57", "67", "68"}
# Article L.3422-2 and décret n° 83-1003: the day that commemorates the abolition of slavery.
ABOLITION = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27)}


def last_working_day(until: dt.date, territory: Collection[str]) -> dt.date:
    """A day if it is a working one, else the last one before it."""
    while not is_working(until, territory):
        until -= ONE_DAY
    return until


def first_working_day(since: dt.date, territory: Collection[str]) -> dt.date:
    """A day if it is a working one, else the next one."""
    while not is_working(since, territory):
        since += ONE_DAY
    return since


def is_working(day: dt.date, territory: Collection[str]) -> bool:
    """Whether people work that day in every département of a territory."""
    return day.weekday() < 5 and day not in _holidays(day.year, frozenset(territory))


@cache
def _holidays(year: int, territory: frozenset[str]) -> set[dt.date]:
    easter = _easter(year)
    found = {dt.date(year, *day) for day in FIXED}
    found |= {easter + dt.timedelta(days=days) for days in AFTER_EASTER}
    if territory & ALSACE_MOSELLE:
        found |= {easter - dt.timedelta(days=2), dt.date(year, 12, 26)}
    return found | {dt.date(year, *day) for code, day in ABOLITION.items() if code in territory}


def _easter(year: int) -> dt.date:
    """Easter Sunday, by the algorithm of Meeus (« Astronomical Algorithms », chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)
