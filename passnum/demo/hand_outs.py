"""Carnets handed out at the counters, from a day to a day."""

import datetime as dt
from random import Random
from typing import cast

from accounts.enums import Role
from accounts.models import Organisation
from audit.actors import SYSTEM
from conventions.models import Programme
from distribution.actions import hand_outs, stock
from distribution.enums import CarnetState, DepotKind, LotState
from distribution.models import Carnet, Depot, HandOut
from passnum.demo.accounts import Agents
from passnum.demo.calendar import office_hour, spread, working_days
from passnum.demo.people import Counter, Public

SUPPLY = 30  # carnets that the régie sends at once
LOW = 3  # carnets left when it does


def hand_out(
    programme: Programme,
    *,
    publics: list[Public],
    count: int,
    starts_on: dt.date,
    ends_on: dt.date,
    random: Random,
    agents: Agents,
) -> list[HandOut]:
    """`count` people come; those who are entitled leave with a carnet."""
    stores = list(
        Depot.objects.filter(programme=programme, kind=DepotKind.DISTRIBUTOR).order_by("pk")
    )
    weights = [3 if n < len(stores) // 3 else 1 for n in range(len(stores))]
    counter = Counter(programme, publics, random)
    done = []
    for day in spread(count, working_days(starts_on, ends_on), random):
        depot = random.choices(stores, weights)[0]
        at = office_hour(day, random)
        organisation = cast("Organisation", depot.organisation)
        by = agents.of(organisation, Role.DISTRIBUTOR).as_actor()
        decision = counter.decide(organisation, by=by, at=at)
        if decision.granted:
            _restock(programme, depot, at)
            done.append(hand_outs.hand_out(decision, depot=depot, on=day, by=by, at=at))
    return done


def _restock(programme: Programme, depot: Depot, at: dt.datetime) -> None:
    """The régie supplies a counter that is nearly out of carnets."""
    day = at.date()
    ready = Carnet.objects.filter(
        state=CarnetState.IN_STOCK, lot__state=LotState.ACTIVE, lot__activated_on__lte=day
    )
    if ready.filter(depot=depot).count() >= LOW:
        return
    source = Depot.objects.get(programme=programme, kind=DepotKind.REGIE)
    first = ready.filter(depot=source).select_related("lot").order_by("number")[0]
    stock.transfer(
        programme,
        source=source,
        destination=depot,
        first_carnet=first.number,
        last_carnet=min(first.number + SUPPLY - 1, first.lot.last_carnet),
        on=day,
        reason="Approvisionnement",
        by=SYSTEM,
        at=at.replace(hour=8, minute=30),
    )
