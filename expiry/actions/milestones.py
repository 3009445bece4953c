"""Reach the milestones whose day has come, and answer one from a store."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.actions import letters
from accounts.enums import Notice
from audit import journal
from audit.actors import Author
from common.errors import ReasonMissing, Refusal
from common.saving import check_and_save, lock
from distribution.actions.ledger import check_text
from distribution.models import Depot, Order
from expiry.enums import MilestoneKind
from expiry.models import Answer, Milestone
from expiry.readings import (
    asked_of_stores,
    concerned,
    counts_of,
    due_milestones,
    expected_in,
    read_again,
)

DAY = dt.timedelta(days=1)


class AlreadyAnswered(Refusal):
    """The store answered this milestone."""


class NotAsked(Refusal):
    """Nothing is asked of the stores now, or something else than what was shown."""


@transaction.atomic
def reach_due(order: Order, *, on: dt.date, real_now: dt.datetime, by: Author) -> list[Milestone]:
    """Keep the milestones whose day has come, each with its counts as they stood that morning, and
    tell of them who runs the programme and who keeps its carnets.

    Called twice, late or by two workers, it keeps each once; of those that are late, one letter.
    """
    seen = read_again(lock(order, no_key=True), on)
    rows = seen.milestones.filter(ends_on=seen.last_day)
    known = set(rows.values_list("kind", flat=True))
    due = due_milestones(seen, on).items()
    found = [_reach(seen, kind, day, by=by) for kind, day in due if kind not in known]
    for user in concerned(seen) if found else ():
        letters.ask(email=user.email, about=Notice.VALIDITY_ENDS, real_now=real_now)
    return found


def _reach(order: Any, kind: MilestoneKind, day: dt.date, *, by: Author) -> Milestone:
    reached = Milestone(order=order, kind=kind, ends_on=order.last_day, reached_on=day)
    counts = counts_of(order, day - DAY)
    for name, value in counts.items():
        setattr(reached, name, value)
    reached.reached_at = by.at
    check_and_save(reached)
    on, carnets = day.isoformat(), counts["stock_carnets"]
    journal.record("validity.milestone", order, by=by, kind=str(kind), on=on, carnets=carnets)
    return reached


@transaction.atomic
def answer(
    order: Order, depot: Depot, *, carnets: int, remark: str = "", on: dt.date, by: Author
) -> Answer:
    """Say from a store that the last milestone was seen, or what is said of the statement, and how
    many carnets are there; a gap is explained.

    The caller reads `depot` among the stores that its user keeps.
    """
    order = read_again(lock(order, no_key=True), on)
    if (asked := asked_of_stores(order, on)) is None:
        raise NotAsked("Rien n’est demandé aux dépôts aujourd’hui. Rechargez la page.")
    if asked.answers.filter(depot=depot).exists():
        raise AlreadyAnswered(f"{depot} a déjà répondu. Rien n’a été changé.")
    check_text(remark, "remark")
    expected = expected_in(depot, asked)
    if carnets != expected and not remark.strip():
        raise ReasonMissing(
            f"Le grand livre en attend {expected}\u00a0: dites d’où vient l’écart.", field="remark"
        )
    said = Answer(depot=depot, carnets=carnets, expected=expected)
    if isinstance(asked, Milestone):
        said.milestone = asked
    else:
        said.statement = asked
    said.remark, said.said_at, said.said_by = remark.strip(), by.at, by.label
    check_and_save(said)
    journal.record("validity.answered", order, by=by, depot=depot.code, carnets=carnets)
    return said
