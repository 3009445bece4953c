"""The situation in which a convention is read: on a day, as it was known at the end of another."""

import datetime as dt
from dataclasses import dataclass

from common.formats import day, end_of_day, legal_day


@dataclass(frozen=True, slots=True)
class Situation:
    """« Situation au » `on`; when `known_on` is given, what was recorded later is left out.

    On a day before `today`, what came after it is left out too, as is what came after `known_on`.
    """

    on: dt.date
    known_on: dt.date | None = None
    today: dt.date | None = None

    @property
    def is_past(self) -> bool:
        return self.today is not None and self.on < self.today

    @property
    def is_now(self) -> bool:
        """Whether acts may be taken from it: nothing is left out."""
        return self.known_on is None and not self.is_past

    @property
    def until(self) -> dt.date:
        """The last day of which something is told."""
        return self.on if self.known_on is None else min(self.on, self.known_on)

    def has_seen(self, day: dt.date | None) -> bool:
        """Whether something of a day had happened; what has no day is of today only."""
        return self.is_now or (day is not None and day <= self.until)

    def has_recorded(self, at: dt.datetime | None) -> bool:
        """As `has_seen`, of what has no other day than that of its entry."""
        return self.has_seen(at and legal_day(at))

    @property
    def known_at(self) -> dt.datetime | None:
        """The last local instant of `known_on`; None when all that is recorded counts."""
        return None if self.known_on is None else end_of_day(self.known_on)

    def is_known(self, recorded_at: dt.datetime | None) -> bool:
        """Whether something was known in this situation, from the instant at which it was recorded.

        What has no such instant is known unless `known_on` is given.
        """
        if recorded_at is None:
            return self.known_on is None
        return self.known_at is None or recorded_at <= self.known_at

    @property
    def sentence(self) -> str:
        """The warning of a page that leaves out what came or was recorded later; else empty."""
        if self.known_on is None:
            return "Ce qui est venu après ce jour ne figure pas ici." if self.is_past else ""
        return (
            f"Cette page montre ce qui était connu le {day(self.known_on)}, fin de journée. "
            "Ce qui a été enregistré ensuite n’y figure pas."
        )
