"""Which passes are refused, and for what reason."""

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass

from distribution.enums import CarnetState, LotState, PassState
from mediation.enums import Reason


@dataclass(frozen=True, slots=True)
class PassSituation:
    """A pass, its carnet, lot and order as they stand when it is presented.

    `handed_by` is the key of the account that handed it out, if a person did.
    `opens_on` and `closes_on` are those of the calendar of its programme on the day of the
    session.
    """

    programme_id: int
    pass_state: str
    carnet_state: str
    lot_state: str
    handed_on: dt.date | None
    handed_by: int | None
    valid_from: dt.date
    valid_until: dt.date
    tolerance_days: int
    opens_on: dt.date | None
    closes_on: dt.date | None

    @property
    def first_day(self) -> dt.date | None:
        """The first day on which it may be spent; None without a calendar."""
        return None if self.opens_on is None else max(self.valid_from, self.opens_on)

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it may be spent; None without a calendar."""
        return None if self.closes_on is None else min(self.valid_until, self.closes_on)

    @property
    def accepted_until(self) -> dt.date:
        """The last day on which a session held in time may still be sent to us."""
        return self.valid_until + dt.timedelta(days=self.tolerance_days)


def is_blocked(situation: PassSituation) -> bool:
    return situation.pass_state == PassState.BLOCKED or situation.carnet_state in {
        CarnetState.BLOCKED,
        CarnetState.LOST,
        CarnetState.DESTROYED,
    }


def is_not_active(situation: PassSituation, held_on: dt.date) -> bool:
    """Its lot is not active yet, or the session is before its first day."""
    return (
        situation.lot_state != LotState.ACTIVE
        or situation.first_day is None
        or held_on < situation.first_day
    )


def is_not_handed_out(situation: PassSituation, held_on: dt.date) -> bool:
    return situation.handed_on is None or situation.handed_on > held_on


def is_expired(situation: PassSituation, held_on: dt.date, received_on: dt.date) -> bool:
    """The session is after its last day, or it was received after the tolerance, or the supplier
    owes its value back.
    """
    return (
        situation.last_day is None
        or held_on > situation.last_day
        or received_on > situation.accepted_until
        or situation.carnet_state == CarnetState.EXPIRED
        or situation.pass_state == PassState.REFUNDED
    )


def reason_to_refuse(
    situation: PassSituation,
    *,
    accepted: Set[int],
    held_on: dt.date,
    received_on: dt.date,
    account: int | None,
) -> Reason | None:
    """The first reason to refuse a pass, None when there is none.

    `accepted` are the ids of the programmes that qualify the place, `account` that of the account
    that redeems. Its own hand-out comes last: what was refused before keeps its reason.
    """
    reasons = {
        Reason.WRONG_PROGRAMME: situation.programme_id not in accepted,
        Reason.BLOCKED: is_blocked(situation),
        Reason.NOT_ACTIVE: is_not_active(situation, held_on),
        Reason.NOT_HANDED_OUT: is_not_handed_out(situation, held_on),
        Reason.ALREADY_REDEEMED: situation.pass_state in {PassState.SPENT, PassState.PAID},
        Reason.EXPIRED: is_expired(situation, held_on, received_on),
        Reason.OWN_HAND_OUT: account is not None and situation.handed_by == account,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)
