"""Durations in months, and the month or quarter of a day."""

import calendar
import datetime as dt


def months_end(start: dt.date, months: int) -> dt.date:
    """The last day of a duration: 31 months from 01/01/2021 end on 31/07/2023.

    When its last month lacks the day, that month's last day: 12 months from 29/02/2024 end on
    28/02/2025 (the rule of Regulation (EEC) 1182/71, article 3(2)(c)).
    """
    end = plus_months(start, months)
    return end if end.day < start.day else end - dt.timedelta(days=1)


def plus_months(start: dt.date, months: int) -> dt.date:
    """The same day some months later, or the last day of that month when it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(start.day, last))


WEEK = dt.timedelta(days=7)  # what changed is told against the same day of the week before


def period_end(on: dt.date, months: int) -> dt.date:
    """The last day of the month (`months` is 1) or of the quarter (3) of a day."""
    month = -(-on.month // months) * months
    return dt.date(on.year, month, calendar.monthrange(on.year, month)[1])
