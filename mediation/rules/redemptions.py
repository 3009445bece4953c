"""When a session is refused, and the number of its receipt."""

import datetime as dt
import uuid

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def is_outside_window(held_at: dt.datetime, at: dt.datetime, window: int) -> bool:
    """The session is to come, or older than the window, in days."""
    return held_at > at or at - held_at > dt.timedelta(days=window)


def receipt_number(redemption: uuid.UUID) -> str:
    """`E-7F3K-9QWM-2BTD`: 60 random bits of the redemption's identifier, easy to read aloud."""
    bits = redemption.int & (2**60 - 1)
    letters = "".join(CROCKFORD[bits >> shift & 31] for shift in range(55, -1, -5))
    return "-".join(("E", letters[:4], letters[4:8], letters[8:]))
