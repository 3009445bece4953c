"""Pure rules of redemption: what refuses a pass, what refuses a session, how guesses are slowed."""

import datetime as dt
import uuid
from collections.abc import Callable, Set
from dataclasses import dataclass

from distribution.enums import CarnetState, LotState, PassState
from mediation.enums import Reason

# A reader that types in good faith is never slowed; each further wrong code doubles the wait.
FREE_WRONG_CODES = 10
LONGEST_WAIT = 300  # seconds
WRONG_CODES_KEPT_FOR = dt.timedelta(hours=1)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class PassFacts:
    """What is known of a pass on the day of the session; `opens_on` and `closes_on` are those of
    the calendar of its programme that day."""

    programme_id: int
    pass_state: str
    carnet_state: str
    lot_state: str
    handed_on: dt.date | None
    valid_from: dt.date
    valid_until: dt.date
    tolerance_days: int
    opens_on: dt.date | None
    closes_on: dt.date | None

    @property
    def first_day(self) -> dt.date | None:
        """The first day on which it may be spent; unknown without a calendar."""
        return None if self.opens_on is None else max(self.valid_from, self.opens_on)

    @property
    def last_day(self) -> dt.date | None:
        return None if self.closes_on is None else min(self.valid_until, self.closes_on)

    @property
    def accepted_until(self) -> dt.date:
        """The last day on which a session held in time is still received."""
        return self.valid_until + dt.timedelta(days=self.tolerance_days)


def is_blocked(facts: PassFacts) -> bool:
    return facts.pass_state in {PassState.BLOCKED, PassState.REFUNDED} or facts.carnet_state in {
        CarnetState.BLOCKED,
        CarnetState.LOST,
        CarnetState.DESTROYED,
    }


def is_not_active(facts: PassFacts, held_on: dt.date) -> bool:
    """Its counterpart is not in account, or its first day has not come."""
    return (
        facts.lot_state != LotState.ACTIVE or facts.first_day is None or held_on < facts.first_day
    )


def is_not_handed_out(facts: PassFacts, held_on: dt.date) -> bool:
    return facts.handed_on is None or facts.handed_on > held_on


def is_expired(facts: PassFacts, held_on: dt.date, received_on: dt.date) -> bool:
    """The session's day rules validity; the tolerance runs to the day of receipt."""
    return (
        facts.last_day is None
        or held_on > facts.last_day
        or received_on > facts.accepted_until
        or facts.carnet_state == CarnetState.EXPIRED
    )


def reason(
    facts: PassFacts, *, accepted: Set[int], held_on: dt.date, received_on: dt.date
) -> Reason | None:
    """The first reason that refuses a pass, or None. `accepted`: the programmes of the place."""
    judged: list[tuple[Reason, Callable[[], bool]]] = [
        (Reason.WRONG_PROGRAMME, lambda: facts.programme_id not in accepted),
        (Reason.BLOCKED, lambda: is_blocked(facts)),
        (Reason.NOT_ACTIVE, lambda: is_not_active(facts, held_on)),
        (Reason.NOT_HANDED_OUT, lambda: is_not_handed_out(facts, held_on)),
        (
            Reason.ALREADY_REDEEMED,
            lambda: facts.pass_state in {PassState.SPENT, PassState.PAID},
        ),
        (Reason.EXPIRED, lambda: is_expired(facts, held_on, received_on)),
    ]
    return next((found for found, holds in judged if holds()), None)


def is_outside_window(held_at: dt.datetime, at: dt.datetime, window: int) -> bool:
    """A session to come, or older than the window, in days."""
    return held_at > at or at - held_at > dt.timedelta(days=window)


def wait(wrong_codes: int, last_at: dt.datetime | None, real_at: dt.datetime) -> int:
    """Seconds to wait before the next code, after so many wrong ones in the last hour."""
    beyond = wrong_codes - FREE_WRONG_CODES
    if last_at is None or beyond < 0:
        return 0
    pause = min(2 ** min(beyond, 16), LONGEST_WAIT)
    elapsed = (real_at - last_at).total_seconds()
    return max(0, -int(-(pause - elapsed) // 1))


def receipt_number(redemption: uuid.UUID) -> str:
    """`E-7F3K-9QWM-2BTD`: 60 random bits of the redemption's identifier, easy to read aloud."""
    bits = redemption.int & (2**60 - 1)
    letters = "".join(CROCKFORD[bits >> shift & 31] for shift in range(55, -1, -5))
    return "-".join(("E", letters[:4], letters[4:8], letters[8:]))
