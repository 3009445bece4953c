"""Hand carnets to the person of a decision, against a numbered receipt."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NoReturn

from django.db import transaction
from django.db.models import Max

from audit import journal
from audit.actors import Actor
from beneficiaries.models import Decision
from common.errors import Refusal
from common.formats import count, day, hour
from conventions.models import Programme
from distribution.actions import ledger, stock
from distribution.actions.ledger import Move, NotInDepot, OtherProgramme, TooEarly
from distribution.enums import CarnetState, DepotKind, LineKind, LotState
from distribution.models import Carnet, Depot, HandOut, StockLine
from distribution.querysets import with_left

NOTHING = "Rien n’a été remis."


class DecisionRefused(Refusal):
    """The decision grants nothing."""

    code = "decision_refused"


class DecisionUsedUp(Refusal):
    """What the decision grants is already handed out, or less is left than a carnet holds."""

    code = "decision_used_up"


class AlreadyHandedOut(Refusal):
    """The same carnet, for the same decision: a second press of the button."""

    code = "already_handed_out"

    def __init__(self, hand_out: HandOut) -> None:
        super().__init__(
            f"Déjà remis à {hour(hand_out.handed_at)}, reçu {hand_out.receipt}. "
            "Rien de plus n’a été remis.",
            field="first_carnet",
        )
        self.hand_out = hand_out


class NotActive(Refusal):
    """The lot of the carnet is not active."""

    code = "not_active"


class OutsideTerritory(Refusal):
    """The lot is for départements where the person does not live."""

    code = "outside_territory"


class Expired(Refusal):
    """The carnet can no longer be used."""

    code = "expired"


@transaction.atomic
def hand_out(
    decision: Decision,
    *,
    depot: Depot,
    first_carnet: int | None = None,
    carnets: int | None = None,
    on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> HandOut:
    """Hand out as many carnets as the decision still allows, or `carnets` at most.

    They are those of the depot in order of number, from `first_carnet` where it is given.
    """
    decision = _locked(decision)
    _check_decision(decision, depot, on)
    ledger.lock(depot)
    if first_carnet is not None:
        _check_not_again(decision, first_carnet)
    chosen = propose(decision, depot=depot, first_carnet=first_carnet, carnets=carnets, on=on)
    taken = Carnet.objects.filter(pk__in=[carnet.pk for carnet in chosen]).order_by("pk")
    list(taken.select_for_update(of=("self",), no_key=True))
    given = _receipt(decision, depot, chosen, on=on, by=by, at=at)
    exit_depot = ledger.exit_of(depot.programme, DepotKind.BENEFICIARIES)
    move = Move(LineKind.HAND_OUT, depot, exit_depot, on, hand_out=given)
    for run in ledger.runs(chosen):
        ledger.post(run, move, by=by, at=at)
    journal.record(
        "hand_out.made",
        given,
        by=by,
        at=at,
        programme_id=depot.programme_id,
        depot=depot.code,
        carnets=[carnet.number for carnet in chosen],
        passes=given.passes,
    )
    return given


@transaction.atomic
def undo(
    given: HandOut, *, on: dt.date, reason: str, by: Actor, at: dt.datetime
) -> list[StockLine]:
    """Take back every carnet of a hand-out entered by mistake; the receipt keeps its number."""
    lines = given.lines.filter(kind=LineKind.HAND_OUT).order_by("pk")
    return [stock.reverse(line, on=on, reason=reason, by=by, at=at) for line in lines]


def propose(
    decision: Decision,
    *,
    depot: Depot,
    first_carnet: int | None = None,
    carnets: int | None = None,
    on: dt.date,
) -> list[Carnet]:
    """The carnets to hand out now; refuses with what prevents it. Writes nothing."""
    left = left_to_hand_out(decision)
    if left <= 0:
        raise DecisionUsedUp(f"Tout ce que la décision accorde a été remis. {NOTHING}")
    departement = decision.request.person.commune.departement
    usable = Carnet.objects.held_by(depot).usable(on, departement)
    if first_carnet is not None:
        usable = usable.filter(number__gte=first_carnet)
    chosen = _fill(usable.select_related("lot__order").order_by("number")[:100], left, carnets)
    if first_carnet is not None and (not chosen or chosen[0].number != first_carnet):
        _refuse_carnet(depot, first_carnet, on=on, departement=departement, left=left)
    if not chosen:
        _refuse_depot(depot, on=on, departement=departement, left=left)
    return chosen


def left_to_hand_out(decision: Decision) -> int:
    """The passes that a decision grants and that are not handed out, or were taken back."""
    counted = with_left(Decision.objects.filter(pk=decision.pk))
    return int(counted.values("left").get()["left"])


def _locked(decision: Decision) -> Decision:
    return (
        Decision.objects.select_for_update(of=("self",), no_key=True)
        .select_related("request__person__commune")
        .get(pk=decision.pk)
    )


def _check_decision(decision: Decision, depot: Depot, on: dt.date) -> None:
    ledger.check_store(depot, depot.programme)
    if decision.request.person.programme_id != depot.programme_id:
        raise OtherProgramme(f"La décision est d’un autre programme que {depot}.")
    if not decision.granted:
        raise DecisionRefused(f"La demande a été refusée. {NOTHING}")
    if on < decision.decided_on:
        raise TooEarly(
            f"La décision date du {day(decision.decided_on)}\u00a0: remettez à partir de ce jour.",
            field="on",
        )


def _check_not_again(decision: Decision, number: int) -> None:
    again = HandOut.objects.filter(
        decision=decision, carnets__number=number, carnets__state=CarnetState.HANDED_OUT
    ).first()
    if again is not None:
        raise AlreadyHandedOut(again)


def _fill(candidates: Iterable[Carnet], left: int, at_most: int | None) -> list[Carnet]:
    """Carnets in order while they fit in what is left; a larger one is passed over."""
    chosen: list[Carnet] = []
    for carnet in candidates:
        if carnet.lot.passes_per_carnet <= left and (at_most is None or len(chosen) < at_most):
            chosen.append(carnet)
            left -= carnet.lot.passes_per_carnet
    return chosen


def _refuse_carnet(
    depot: Depot, number: int, *, on: dt.date, departement: str, left: int
) -> NoReturn:
    """Say why this very carnet may not be handed out."""
    named = f"Le carnet n°\u00a0{number:05d}"
    carnet = (
        Carnet.objects.held_by(depot).filter(number=number).select_related("lot__order").first()
    )
    if carnet is None:
        raise NotInDepot(
            f"{named} n’est pas dans le stock de {depot}. {NOTHING} Vérifiez le numéro.",
            field="first_carnet",
        )
    _refuse_lot(carnet, named, on=on, departement=departement)
    raise DecisionUsedUp(
        f"{named} compte {carnet.lot.passes_per_carnet} pass et il en reste {left} à remettre. "
        f"{NOTHING}",
        field="first_carnet",
    )


def _refuse_lot(carnet: Carnet, named: str, *, on: dt.date, departement: str) -> None:
    lot = carnet.lot
    if lot.state != LotState.ACTIVE or (lot.activated_on is not None and on < lot.activated_on):
        raise NotActive(
            f"{named} n’est pas encore en service\u00a0: son paiement n’est pas enregistré. "
            f"{NOTHING} Prévenez le gestionnaire du programme.",
            field="first_carnet",
        )
    if lot.order.valid_until < on:
        raise Expired(
            f"{named} n’est plus utilisable depuis le {day(lot.order.valid_until)}. {NOTHING}",
            field="first_carnet",
        )
    if lot.territory and departement not in lot.territory:
        raise OutsideTerritory(
            f"{named} est réservé aux habitants de {', '.join(lot.territory)}\u00a0; la personne "
            f"habite le département {departement}. {NOTHING}",
            field="first_carnet",
        )


def _refuse_depot(depot: Depot, *, on: dt.date, departement: str, left: int) -> NoReturn:
    """Say why no carnet of the depot may be handed out."""
    held = Carnet.objects.held_by(depot).select_related("lot__order").order_by("number")
    small = held.filter(lot__passes_per_carnet__lte=left)
    example = small.first()
    if example is not None:
        _refuse_lot(example, "Le premier carnet du stock", on=on, departement=departement)
    if held.exists():
        raise NotInDepot(
            f"Il reste {count(left, 'pass')} à remettre et aucun carnet de {depot} n’est si petit. "
            f"{NOTHING}"
        )
    raise NotInDepot(
        f"{depot} n’a plus de carnet. {NOTHING} Demandez-en au gestionnaire du programme."
    )


def _receipt(
    decision: Decision,
    depot: Depot,
    chosen: Sequence[Carnet],
    *,
    on: dt.date,
    by: Actor,
    at: dt.datetime,
) -> HandOut:
    """The hand-out, with the next number of the programme and year, without holes."""
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=depot.programme_id)
    last = HandOut.objects.filter(programme=depot.programme_id, receipt_year=on.year).aggregate(
        last=Max("receipt_number")
    )["last"]
    return HandOut.objects.create(
        programme=depot.programme,
        decision=decision,
        depot=depot,
        passes=sum(carnet.lot.passes_per_carnet for carnet in chosen),
        handed_on=on,
        handed_at=at,
        handed_by=by.label,
        receipt_year=on.year,
        receipt_number=(last or 0) + 1,
    )
