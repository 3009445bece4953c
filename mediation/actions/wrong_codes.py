"""Record wrong codes, make whoever presents too many of them wait, forget them.

Instants are those of the real clock, whatever the clock of the programme says.
"""

import datetime as dt

from mediation.actions.idempotency_keys import Presenter
from mediation.models import WrongCode
from mediation.rules.refusals import TooManyWrongCodes
from mediation.rules.wrong_codes import COUNTED_FOR, KEPT_FOR, seconds_to_wait


def refuse_if_too_many(presenter: Presenter, *, real_at: dt.datetime) -> None:
    """Refuse `too_many_wrong_codes` for a while, after too many in the last hour."""
    count, last = WrongCode.objects.count_since(
        real_at - COUNTED_FOR, kind=presenter.kind, owner_id=presenter.id
    )
    if seconds := seconds_to_wait(count, last, real_at):
        raise TooManyWrongCodes(seconds)


def record(presenter: Presenter, count: int = 1) -> None:
    """Record how many wrong codes came; the codes themselves are kept nowhere."""
    WrongCode.objects.bulk_create(
        WrongCode(owner_kind=presenter.kind, owner_id=presenter.id) for _ in range(count)
    )


def forget_past(*, real_at: dt.datetime) -> None:
    """Delete those that neither a wait nor an alert counts any more, by far."""
    WrongCode.objects.filter(recorded_at__lt=real_at - KEPT_FOR).delete()
