"""As of which day a text is read, and as it was known at the end of which other."""

import datetime as dt
from dataclasses import dataclass

from common.formats import PARIS, day


@dataclass(frozen=True, slots=True)
class AsOf:
    """« Situation au » a day; `known_on`, when given, hides what was recorded after that day."""

    on: dt.date
    known_on: dt.date | None = None

    @property
    def known_at(self) -> dt.datetime | None:
        """The last instant of the day that `known_on` is, in Paris; none when all is known."""
        return None if self.known_on is None else end_of_day(self.known_on)

    def knew(self, at: dt.datetime | None) -> bool:
        """Whether something recorded at an instant was known; what has none is not."""
        if at is None:
            return self.known_on is None
        return self.known_at is None or at <= self.known_at

    @property
    def sentence(self) -> str:
        """What a page says when it hides what was recorded later; empty otherwise."""
        if self.known_on is None:
            return ""
        return (
            f"Cette page montre ce qui était connu le {day(self.known_on)}, fin de journée. "
            "Ce qui a été enregistré ensuite n’y figure pas."
        )


def end_of_day(on: dt.date) -> dt.datetime:
    """The last instant of a legal day: the clock may have been moved during it."""
    midnight = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), tzinfo=PARIS)
    return (midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1)).astimezone(PARIS)
