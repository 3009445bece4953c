"""The days of the end of a validity, and where an order is among them."""

import datetime as dt
from dataclasses import dataclass

from expiry.enums import DAYS_BEFORE, MilestoneKind, Phase

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Validity:
    """The end of an order as known on a day: the last day of a session, the last one on which it is
    received, and how many days its statement may be objected to.
    """

    last_day: dt.date
    accepted_until: dt.date
    objection_days: int

    @property
    def days(self) -> dict[MilestoneKind, dt.date]:
        """The day of each milestone, in order."""
        before = {kind: self.last_day - dt.timedelta(days) for kind, days in DAYS_BEFORE.items()}
        return before | {
            MilestoneKind.TOLERANCE: self.accepted_until,
            MilestoneKind.OBJECTION: self.accepted_until + dt.timedelta(self.objection_days),
        }

    def reached(self, on: dt.date) -> list[MilestoneKind]:
        """The milestones whose day has come."""
        return [kind for kind, day in self.days.items() if day <= on]

    def offset(self, day: dt.date) -> str:
        """`J−30`, `J`, `J+31`: a day counted from the last one."""
        days = (day - self.last_day).days
        return "J" if days == 0 else f"J{MINUS if days < 0 else '+'}{abs(days)}"


def objections_until(stated_on: dt.date, objection_days: int) -> dt.date:
    """The last day on which a statement is objected to, the day of the statement being the first;
    the day before it when there are none.
    """
    return stated_on + dt.timedelta(objection_days - 1)


def phase(
    validity: Validity, on: dt.date, *, objections_until: dt.date | None, is_credited: bool
) -> Phase:
    """Where an order is on a day; `objections_until` is that of its statement, if it has one."""
    if is_credited:
        return Phase.CREDITED
    if objections_until is not None:
        return Phase.OBJECTION if on <= objections_until else Phase.TO_CREDIT
    if on > validity.accepted_until:
        return Phase.TO_STRIKE_OFF
    if on > validity.last_day:
        return Phase.TOLERANCE
    return Phase.NEAR if validity.reached(on) else Phase.RUNNING
