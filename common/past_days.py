"""The legal day of an act: never after the day on which it is entered, nor before its cause."""

import datetime as dt
from collections.abc import Mapping

from common.errors import Refusal
from common.formats import legal_day


class DayInFuture(Refusal):
    """An act entered as done is dated in the future."""


class DayBeforeCause(Refusal):
    """An act is dated before what it follows from."""


def check_day(
    what: str,
    on: dt.date,
    at: dt.datetime,
    *,
    field: str = "on",
    after: Mapping[str, dt.date | None] | None = None,
) -> None:
    """Refuse a day after that of `at`, or before one of the days that the act follows.

    `what` begins the sentence: « Le paiement »; `after` gives these days by what they are of:
    « l’engagement ». An unknown one is not looked at.
    """
    if on > (today := legal_day(at)):
        raise DayInFuture(
            f"{what} ({on:%d/%m/%Y}) ne peut pas suivre ce jour ({today:%d/%m/%Y}).", field=field
        )
    for cause, day in (after or {}).items():
        if day is not None and on < day:
            raise DayBeforeCause(
                f"{what} ({on:%d/%m/%Y}) doit suivre {cause} ({day:%d/%m/%Y}).", field=field
            )
