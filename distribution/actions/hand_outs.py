"""Hand carnets to the person of a decision against a numbered receipt, or undo it."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from audit import journal
from audit.actors import Author
from beneficiaries.actions.people import check_known
from beneficiaries.models import Decision
from common.errors import Refusal
from common.formats import hour
from common.past_days import check_day
from common.saving import lock, lock_all
from distribution.actions import depots, ledger
from distribution.enums import CarnetState, DepotKind, LineKind
from distribution.models import Carnet, Depot, HandOut, StockLine
from distribution.readings.depots import OtherProgramme, check_store
from distribution.readings.hand_outs import NOTHING_DONE, carnets_to_hand_out


class DecisionRefused(Refusal):
    """The decision grants nothing."""


class AlreadyHandedOut(Refusal):
    """This carnet was already handed out for this decision, as when a button is pressed twice."""

    def __init__(self, hand_out: HandOut) -> None:
        super().__init__(
            f"Déjà remis à {hour(hand_out.handed_at)}, reçu {hand_out.receipt}. "
            "Rien de plus n’a été remis.",
            field="first_carnet",
        )
        self.hand_out = hand_out


@transaction.atomic
def hand_out(
    decision: Decision,
    *,
    depot: Depot,
    first_carnet: int | None = None,
    carnets: int | None = None,
    on: dt.date,
    by: Author,
) -> HandOut:
    """Hand out as many carnets as the decision still allows, or `carnets` at most.

    They are those of the depot in order of number, from `first_carnet` where it is given.
    """
    decision = lock(decision, "request__person__commune", no_key=True)
    _check_decision(decision, depot, on, by.at)
    depots.lock(depot)
    if first_carnet is not None:
        _check_not_again(decision, first_carnet)
    chosen = carnets_to_hand_out(
        decision, depot=depot, first_carnet=first_carnet, carnets=carnets, on=on
    )
    lock_all(Carnet.objects.filter(pk__in=[carnet.pk for carnet in chosen]))
    given = _add_hand_out(decision, depot, chosen, on=on, by=by)
    people = depots.single_depot(depot.programme, DepotKind.BENEFICIARIES)
    for carnets_in_range in ledger.split_into_ranges(chosen):
        line = StockLine(kind=LineKind.HAND_OUT, moved_on=on, hand_out=given)
        ledger.add_line(line, carnets_in_range, depot, people, by=by)
    numbers = [carnet.number for carnet in chosen]
    journal.record(
        "hand_out.made", given, by=by, depot=depot.code, carnets=numbers, passes=given.passes
    )
    return given


@transaction.atomic
def undo(given: HandOut, *, on: dt.date, reason: str, by: Author) -> list[StockLine]:
    """Put back in stock every carnet of a hand-out entered by mistake. Its receipt number is not
    used again.
    """
    lines = given.lines.filter(kind=LineKind.HAND_OUT).order_by("pk")
    return [ledger.reverse(line, on=on, reason=reason, by=by) for line in lines]


def _check_decision(decision: Decision, depot: Depot, on: dt.date, at: dt.datetime) -> None:
    check_store(depot, depot.programme)
    if decision.request.person.programme_id != depot.programme_id:
        raise OtherProgramme(f"Cette décision est d’un autre programme que le dépôt {depot}.")
    check_known(decision.request.person)
    if not decision.granted:
        raise DecisionRefused(f"La demande a été refusée. {NOTHING_DONE}")
    after = {"la décision": decision.decided_on}
    check_day("La remise", on, at, years=depot.programme.years, after=after)


def _check_not_again(decision: Decision, number: int) -> None:
    again = HandOut.objects.filter(
        decision=decision, carnets__number=number, carnets__state=CarnetState.HANDED_OUT
    ).first()
    if again is not None:
        raise AlreadyHandedOut(again)


def _add_hand_out(
    decision: Decision, depot: Depot, chosen: Sequence[Carnet], *, on: dt.date, by: Author
) -> HandOut:
    """Add the hand-out with the next receipt number of the programme and year."""
    lock(depot.programme, no_key=True)
    this_year = HandOut.objects.filter(programme=depot.programme_id, receipt_year=on.year)
    last = this_year.aggregate(last=Max("receipt_number"))["last"]
    return HandOut.objects.create(
        programme=depot.programme,
        decision=decision,
        depot=depot,
        passes=sum(carnet.lot.passes_per_carnet for carnet in chosen),
        handed_on=on,
        handed_at=by.at,
        handed_by=by.label,
        account_id=by.user_id,
        receipt_year=on.year,
        receipt_number=(last or 0) + 1,
    )
