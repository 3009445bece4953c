"""The history of an object, as `components/timeline.html` shows it, newest first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from common.formats import day


@dataclass(frozen=True, slots=True)
class Step:
    """What happened, and when in words; `by` is who did it or what says so.

    A correction gives the value before and after.
    """

    what: str
    at: str
    by: str = ""
    was: str = ""
    now: str = ""


def by_day(steps: Iterable[tuple[dt.date | None, str, str]]) -> list[Step]:
    """The steps (legal day, what, by), newest first; one without a day has not happened."""
    known = [(on, what, by) for on, what, by in steps if on]
    newest_first = sorted(known, key=lambda step: step[0], reverse=True)
    return [Step(what, day(on), by) for on, what, by in newest_first]
