"""How long someone who presents wrong codes must wait."""

import datetime as dt

# A mediator who mistypes in good faith never waits; each further wrong code doubles the wait.
FREE_WRONG_CODES = 10
LONGEST_WAIT = 300  # seconds
COUNTED_FOR, KEPT_FOR = dt.timedelta(hours=1), dt.timedelta(days=1)


def seconds_to_wait(wrong_codes: int, last_at: dt.datetime | None, real_at: dt.datetime) -> int:
    """Seconds to wait before the next code, after so many wrong ones in the last hour."""
    beyond = wrong_codes - FREE_WRONG_CODES
    if last_at is None or beyond < 0:
        return 0
    pause = min(2 ** min(beyond, 16), LONGEST_WAIT)
    elapsed = (real_at - last_at).total_seconds()
    return max(0, -int(-(pause - elapsed) // 1))
