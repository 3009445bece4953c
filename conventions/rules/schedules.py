"""The passes that a convention expects by a day: by the steps of its text, else on a line."""

import datetime as dt
from dataclasses import dataclass

from conventions.enums import ScheduleKind

STEPS_LABEL = "échéancier de la convention"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """How many passes are expected in all, between two days, and how many by a day.

    `steps` are those of the text, in order: a day, and the passes expected by then since the
    beginning. Without any, passes are expected on a straight line, and the label says so.
    """

    total: int
    starts_on: dt.date
    ends_on: dt.date
    steps: tuple[tuple[dt.date, int], ...] = ()

    @property
    def label(self) -> str:
        return STEPS_LABEL if self.steps else ScheduleKind.LINEAR.label.lower()

    def target(self, on: dt.date) -> int:
        """How many passes are expected by the end of a day. Between two steps, the text asks
        nothing more than at the first.
        """
        if self.steps:
            return next((passes for day, passes in reversed(self.steps) if day <= on), 0)
        if on < self.starts_on:
            return 0
        if on >= self.ends_on:
            return self.total
        return (
            self.total
            * (on - self.starts_on + DAY).days
            // (self.ends_on - self.starts_on + DAY).days
        )
