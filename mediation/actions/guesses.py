"""Wrong codes slow whoever presents them, in real time whatever the clock of the programme."""

import datetime as dt

from mediation import rules
from mediation.actions.keys import Presenter
from mediation.actions.refusals import TooManyWrongCodes
from mediation.models import WrongCode


def slow_down(presenter: Presenter, *, real_at: dt.datetime) -> None:
    """Refuse for a while whoever presented too many wrong codes in the last hour."""
    count, last = WrongCode.objects.since(
        real_at - rules.WRONG_CODES_KEPT_FOR, kind=presenter.kind, owner_id=presenter.id
    )
    if seconds := rules.wait(count, last, real_at):
        raise TooManyWrongCodes(seconds)


def note(presenter: Presenter, wrong: int = 1) -> None:
    """Count codes that no pass has; the codes themselves are kept nowhere."""
    WrongCode.objects.bulk_create(
        WrongCode(owner_kind=presenter.kind, owner_id=presenter.id) for _ in range(wrong)
    )
