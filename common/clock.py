"""The clock: the only module that reads the time. Views, tasks and commands call it.

The demonstration takes place in May 2023: `PASSNUM_CLOCK` is then `real instant/staged instant`,
and the difference between them is added to the real time.
"""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from common.formats import legal_day


def real_now() -> dt.datetime:
    """The real instant, for sign-in, tokens, leases, locks and keys."""
    return timezone.now()


def now() -> dt.datetime:
    """The instant of the programme: the real one, shifted in the demonstration."""
    return real_now() + _shift(settings.PASSNUM_CLOCK, demo=settings.PASSNUM_DEMO)


def today() -> dt.date:
    """The legal day of the programme: the local date, whatever the server's zone."""
    return legal_day(now())


def _shift(pair: str, *, demo: bool) -> dt.timedelta:
    if not pair:
        return dt.timedelta()
    if not demo:
        raise ImproperlyConfigured("PASSNUM_CLOCK est réservé à la démonstration (PASSNUM_DEMO).")
    real, staged = (dt.datetime.fromisoformat(instant) for instant in pair.split("/"))
    return staged - real
