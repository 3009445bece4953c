"""The legal day of an act: never after the day on which it is entered."""

import datetime as dt

from common.errors import Refusal
from common.formats import legal_day


class ToCome(Refusal):
    """What is entered as done is dated after the day on which it is recorded."""

    code = "to_come"


def check_past(what: str, on: dt.date, at: dt.datetime, *, field: str = "on") -> None:
    """`what` opens the sentence: « Le paiement »."""
    if on > (today := legal_day(at)):
        raise ToCome(
            f"{what} ({on:%d/%m/%Y}) ne peut pas suivre ce jour ({today:%d/%m/%Y}).", field=field
        )
