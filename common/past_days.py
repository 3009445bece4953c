"""The legal day of an act: not to come, not before its cause, and in the years of its programme."""

import datetime as dt
from collections.abc import Mapping

from common.errors import Refusal
from common.formats import legal_day


class DayInFuture(Refusal):
    """An act entered as done is dated in the future."""


class DayOutsideProgramme(Refusal):
    """An act is dated in a year before the programme, or after it."""


class DayBeforeCause(Refusal):
    """An act is dated before what it follows from."""


class DayAfterConsequence(Refusal):
    """An act is dated after what follows from it."""


def check_day(
    what: str,
    on: dt.date,
    at: dt.datetime,
    *,
    field: str = "on",
    years: range | None = None,
    after: Mapping[str, dt.date | None] | None = None,
    before: Mapping[str, dt.date | None] | None = None,
) -> None:
    """Refuse a day after that of `at`, outside `years`, or out of the order of acts.

    `what` begins the sentence: « Le paiement »; `after` and `before` give the days that the act
    follows or precedes, by what they are of: « l’engagement ». An unknown one is not looked at.
    `years` are those of the programme.
    """
    if on > (today := legal_day(at)):
        raise DayInFuture(
            f"{what} ({on:%d/%m/%Y}) ne peut pas suivre ce jour ({today:%d/%m/%Y}).", field=field
        )
    if years is not None and on.year not in years:
        raise DayOutsideProgramme(
            f"{what} ({on:%d/%m/%Y}) n’est pas dans les années du programme, {years[0]} à "
            f"{min(years[-1], today.year)}.",
            field=field,
        )
    for cause, day in (after or {}).items():
        if day is not None and on < day:
            raise DayBeforeCause(
                f"{what} ({on:%d/%m/%Y}) doit suivre {cause} ({day:%d/%m/%Y}).", field=field
            )
    for consequence, day in (before or {}).items():
        if day is not None and on > day:
            raise DayAfterConsequence(
                f"{what} ({on:%d/%m/%Y}) doit précéder {consequence} ({day:%d/%m/%Y}).", field=field
            )
