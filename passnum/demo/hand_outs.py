"""Carnets handed out at the counters, from a day to a day."""

import datetime as dt
from random import Random
from typing import cast

from accounts.enums import Role
from accounts.models import Organisation
from audit.actors import SYSTEM
from common.formats import legal_day
from distribution.actions import hand_outs, ledger
from distribution.enums import DepotKind
from distribution.models import Carnet, Depot, HandOut
from passnum.demo.accounts import Agents
from passnum.demo.people import Counter, Public
from passnum.demo.working_days import office_hour, spread, working_days
from programmes.models import Programme

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
        Depot.objects.filter(programme=programme, kind=DepotKind.DISTRIBUTOR)
        .select_related("programme", "organisation")
        .order_by("pk")
    )
    weights = [3 if n < len(stores) // 3 else 1 for n in range(len(stores))]
    counter = Counter(programme, publics, random)
    done = []
    for day in spread(count, working_days(starts_on, ends_on), random):
        depot = random.choices(stores, weights)[0]
        at = office_hour(day, random)
        organisation = cast("Organisation", depot.organisation)
        by = agents.of(organisation, Role.DISTRIBUTOR).as_actor()
        decision = counter.decide(organisation, by=by.at(at))
        if decision.granted:
            _restock(depot, decision.request.person.commune.departement, at)
            done.append(hand_outs.hand_out(decision, depot=depot, on=day, by=by.at(at)))
    return done


def _restock(depot: Depot, departement: str, at: dt.datetime) -> None:
    """The régie supplies a counter that is nearly out of carnets for a département."""
    day = legal_day(at)
    if Carnet.objects.held_by(depot).usable(day, departement).count() >= LOW:
        return
    source = Depot.objects.get(programme=depot.programme_id, kind=DepotKind.REGIE)
    ready = Carnet.objects.held_by(source).usable(day, departement)
    first = ready.select_related("lot").order_by("number")[0]
    ledger.transfer(
        source,
        depot,
        first_carnet=first.number,
        last_carnet=min(first.number + SUPPLY - 1, first.lot.last_carnet),
        on=day,
        reason="Approvisionnement",
        by=SYSTEM.at(at.replace(hour=8, minute=30)),
    )
