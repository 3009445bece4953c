"""On which day the data of a person are to be erased, from the days of their dealings."""

import datetime as dt
from dataclasses import dataclass

from common.periods import plus_months

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dealings:
    """The days that count: registered, last request filed, last carnet received; `spendable_until`
    is the last on which a pass of theirs may still be redeemed, tolerance included; `waits`: a
    request has no answer yet.
    """

    registered_on: dt.date
    filed_on: dt.date | None = None
    received_on: dt.date | None = None
    spendable_until: dt.date | None = None
    waits: bool = False

    @property
    def last_contact(self) -> dt.date:
        """Who is registered to enter a request of long ago is not erased the next day."""
        asked = (day for day in (self.filed_on, self.received_on) if day is not None)
        return max([self.registered_on, *asked])

    @property
    def free_on(self) -> dt.date | None:
        """The first day on which nothing of the passes needs the person; none while one waits."""
        if self.waits:
            return None
        return self.spendable_until + DAY if self.spendable_until else dt.date.min


def erasure_day(dealings: Dealings, months: int) -> dt.date | None:
    """The day after so many months from the last contact, later while a pass may be spent; unknown
    while a request waits.
    """
    if (free_on := dealings.free_on) is None:
        return None
    return max(plus_months(dealings.last_contact, months) + DAY, free_on)
