"""Which carnets a decision may still receive, and what prevents a hand-out."""

import datetime as dt
from collections.abc import Iterator
from itertools import chain, takewhile
from typing import NoReturn

from beneficiaries.models import Decision
from common.errors import OutsideTerritory, Refusal
from common.formats import count, day, of
from distribution.enums import LotState
from distribution.models import Carnet, Depot, Lot
from distribution.querysets import CarnetQuerySet, with_passes_left
from distribution.readings.depots import NotInDepot

NOTHING_DONE = "Rien n’a été remis."


class NotActive(Refusal):
    """The lot of the carnet is not active."""


class Expired(Refusal):
    """The carnet can no longer be used."""


class DecisionUsedUp(Refusal):
    """No passes are left to hand out, or fewer than the carnet holds."""


def carnets_to_hand_out(
    decision: Decision,
    *,
    depot: Depot,
    first_carnet: int | None = None,
    carnets: int | None = None,
    on: dt.date,
) -> list[Carnet]:
    """The carnets that `hand_out` would hand out now; refuses with what prevents it.

    `carnets` is the most carnets to hand out, `first_carnet` the number of the first one.
    """
    left = passes_left(decision)
    if left <= 0:
        raise DecisionUsedUp(f"Tout ce que la décision accorde a été remis. {NOTHING_DONE}")
    departement = decision.request.person.commune.departement
    usable = Carnet.objects.held_by(depot).usable(on, departement)
    if first_carnet is not None:
        usable = usable.filter(number__gte=first_carnet)
    fitting = usable.filter(lot__passes_per_carnet__lte=left).select_related("lot__order")
    chosen = _carnets_within(_few_at_a_time(fitting.order_by("number")), left, carnets)
    if first_carnet is not None and (not chosen or chosen[0].number != first_carnet):
        _refuse_carnet(depot, first_carnet, on=on, departement=departement, left=left)
    if not chosen:
        _refuse_depot(depot, on=on, departement=departement, left=left)
    return chosen


def passes_left(decision: Decision) -> int:
    """The passes that a decision grants and that are not handed out."""
    counted = with_passes_left(Decision.objects.filter(pk=decision.pk))
    return int(counted.values("left").get()["left"])


def _few_at_a_time(carnets: CarnetQuerySet) -> Iterator[Carnet]:
    """The first hundred carnets, read as they are asked for: most people leave with one or two."""
    slices: Iterator[CarnetQuerySet] = (carnets[first : first + 5] for first in range(0, 100, 5))
    filled: Iterator[CarnetQuerySet] = takewhile(len, slices)
    return chain.from_iterable(filled)


def _carnets_within(candidates: Iterator[Carnet], left: int, at_most: int | None) -> list[Carnet]:
    """The first carnets whose passes fit in what is left; a larger carnet is skipped."""
    chosen: list[Carnet] = []
    while left > 0 and (at_most is None or len(chosen) < at_most):
        fitting = (one for one in candidates if one.lot.passes_per_carnet <= left)
        if (carnet := next(fitting, None)) is None:
            break
        chosen.append(carnet)
        left -= carnet.lot.passes_per_carnet
    return chosen


def _refuse_carnet(
    depot: Depot, number: int, *, on: dt.date, departement: str, left: int
) -> NoReturn:
    """Refuse with the reason why this carnet cannot be handed out."""
    named = f"Le carnet n°\u00a0{number:05d}"
    carnet = (
        Carnet.objects.held_by(depot).filter(number=number).select_related("lot__order").first()
    )
    if carnet is None:
        raise NotInDepot(
            f"{named} n’est pas dans le stock {of(str(depot))}. {NOTHING_DONE} Vérifiez le numéro.",
            field="first_carnet",
        )
    _refuse_lot(carnet, named, on=on, departement=departement)
    raise DecisionUsedUp(
        f"{named} compte {carnet.lot.passes_per_carnet} pass et il en reste {left} à remettre. "
        f"{NOTHING_DONE}",
        field="first_carnet",
    )


def _refuse_lot(carnet: Carnet, named: str, *, on: dt.date, departement: str) -> None:
    lot = carnet.lot
    if lot.state != LotState.ACTIVE or (lot.activated_on is not None and on < lot.activated_on):
        raise NotActive(
            f"{named} n’est pas encore en service\u00a0: son paiement n’est pas enregistré. "
            f"{NOTHING_DONE} Prévenez le gestionnaire du programme.",
            field="first_carnet",
        )
    until = Lot.objects.with_last_day(on).values_list("until", flat=True).get(pk=lot.pk)
    if until < on:
        raise Expired(
            f"{named} n’est plus utilisable depuis le {day(until)}. {NOTHING_DONE}",
            field="first_carnet",
        )
    if lot.territory and departement not in lot.territory:
        raise OutsideTerritory(
            f"{named} est réservé aux habitants de {', '.join(lot.territory)}\u00a0; la personne "
            f"habite le département {departement}. {NOTHING_DONE}",
            field="first_carnet",
        )


def _refuse_depot(depot: Depot, *, on: dt.date, departement: str, left: int) -> NoReturn:
    """Refuse with the reason why no carnet of the depot can be handed out."""
    held = Carnet.objects.held_by(depot).select_related("lot__order").order_by("number")
    small = held.filter(lot__passes_per_carnet__lte=left)
    example = small.first()
    if example is not None:
        _refuse_lot(example, "Le premier carnet du stock", on=on, departement=departement)
    if held.exists():
        raise NotInDepot(
            f"Il reste {count(left, 'pass')} à remettre et aucun carnet {of(str(depot))} "
            f"n’est si petit. {NOTHING_DONE}"
        )
    raise NotInDepot(
        f"{depot} n’a plus de carnet. {NOTHING_DONE} Recevez un envoi, ou demandez-en au régisseur."
    )
