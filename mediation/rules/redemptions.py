"""When a session is refused, and the number of its receipt."""

import datetime as dt
import uuid

from distribution.codes import characters, grouped


def is_outside_window(held_at: dt.datetime, at: dt.datetime, window: int) -> bool:
    """The session is to come, or older than the window, in days."""
    return held_at > at or at - held_at > dt.timedelta(days=window)


def hour_exists(held_at: dt.datetime) -> bool:
    """Whether its time zone has this hour: summer time skips one."""
    return held_at.astimezone(dt.UTC).astimezone(held_at.tzinfo).time() == held_at.time()


def receipt_number(redemption: uuid.UUID) -> str:
    """`E-7F3K-9QWM-2BTD`: 60 random bits of the redemption's identifier, easy to read aloud."""
    return f"E-{grouped(characters(redemption.int & (2**60 - 1), 12))}"
