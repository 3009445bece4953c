"""The legal day of an act is never after the day on which it is entered."""

import datetime as dt

from common.errors import Refusal
from common.formats import legal_day


class DayInFuture(Refusal):
    """An act entered as done is dated in the future."""


def check_not_in_future(what: str, on: dt.date, at: dt.datetime, *, field: str = "on") -> None:
    """Refuse a day after that of `at`; `what` begins the sentence: « Le paiement »."""
    if on > (today := legal_day(at)):
        raise DayInFuture(
            f"{what} ({on:%d/%m/%Y}) ne peut pas suivre ce jour ({today:%d/%m/%Y}).", field=field
        )
