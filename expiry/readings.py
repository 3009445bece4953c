"""The end of an order as known on a day, its counts, and what of it was not spent."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.enums import MembershipState, Role
from accounts.models import Organisation, User
from circulation.readings.consumed import Consumed, Paid, Part
from distribution.enums import DepotKind, LotState, PassState
from distribution.models import Carnet, Depot, Lot, Order, Pass
from distribution.readings.moves import moves
from expiry import rules
from expiry.enums import DAYS_BEFORE, MilestoneKind, Phase
from expiry.models import Milestone, Statement
from expiry.querysets import orders_in_service
from expiry.rules import Validity

# A pass that was blocked was not spent either.
UNSPENT = [PassState.AS_CARNET, PassState.BLOCKED]


@dataclass(frozen=True, slots=True)
class Unspent:
    """Passes of a lot that were not spent, and the carnets that they are of, where they are."""

    depot: int
    lot: Lot
    carnets: int
    passes: int


def validity_of(order: Any) -> Validity:
    """The end of an order read with its `last_day`: the rule of `mediation`, one truth."""
    accepted_until = order.valid_until + dt.timedelta(order.programme.tolerance_days)
    return Validity(order.last_day, accepted_until, order.programme.objection_days)


def read_again(order: Order, on: dt.date) -> Any:
    """The order with its `last_day` as known on a day."""
    return orders_in_service(order.programme, on).get(pk=order.pk)


def phase_of(order: Any, on: dt.date) -> Phase:
    statement = getattr(order, "statement", None)
    return rules.phase(
        validity_of(order),
        on,
        objections_until=statement and statement.objections_until,
        is_credited=statement is not None and hasattr(statement, "credit_note"),
    )


def active_lots(order: Order) -> list[Lot]:
    """The lots of an order that are in service."""
    return list(order.lots.filter(state=LotState.ACTIVE).order_by("first_carnet"))


def counts_of(order: Order, until: dt.date) -> dict[str, int]:
    """The counts of a milestone at the end of a day, by the ledger and the sessions held."""
    found = dict.fromkeys(COUNTS, 0)
    lots = [one for one in active_lots(order) if one.activated_on and one.activated_on <= until]
    if not lots:
        return found
    for lot in lots:
        _add(found, "issued", lot.carnets_count, lot)
    by_lot = {lot.first_carnet: lot for lot in lots}
    for move in moves(order.programme, until, _firsts(lots)):
        if lot_moved := by_lot.get(move.first_carnet):
            _add(found, "injected", move.handed_out, lot_moved)
            _add(found, "stock", move.stored, lot_moved)
    spent = _spent(order, lots, until)
    by_day = spent.by(lambda session, carnet: {"on": F(f"{session}held_on")})
    found["spent_passes"] = sum(row["passes"] for row in by_day)
    found["started_carnets"] = spent.carnets()
    return found


ANSWERED = {Phase.NEAR, Phase.TOLERANCE}  # the phases in which stores answer a milestone
COUNTS = (
    *(
        f"{name}_{unit}"
        for name in ("issued", "injected", "stock")
        for unit in ("carnets", "passes")
    ),
    "started_carnets",
    "spent_passes",
)


def _add(found: dict[str, int], name: str, carnets: int, lot: Lot) -> None:
    found[f"{name}_carnets"] += carnets
    found[f"{name}_passes"] += carnets * lot.passes_per_carnet


def _firsts(lots: Iterable[Lot]) -> list[int]:
    """Where the series is cut: at the first carnet of each lot, and after its last one."""
    return sorted({1}.union(*({one.first_carnet, one.last_carnet + 1} for one in lots)))


def _spent(order: Order, lots: Sequence[Lot], until: dt.date) -> Consumed:
    """The passes of these lots that were spent, by sessions held up to a day."""
    firsts = _firsts(lots)
    series = [Part(first, 0, 0, []) for first in firsts]
    ranks = [firsts.index(one.first_carnet) + 1 for one in lots]
    paid = [Paid(dt.date.min, until, Decimal(1), ranks)]
    return Consumed(order.programme, dt.date.min, until, series, paid)


def unspent_of(order: Order) -> list[Unspent]:
    """The passes in service that were not spent, by the store that holds them or, for those that
    people hold, by the account of the ledger where hand-outs go.
    """
    rows = (
        passes_left(order)
        .order_by()
        .values("carnet__depot", "carnet__lot")
        .annotate(carnets=Count("carnet", distinct=True), passes=Count("pk"))
    )
    lots = {lot.pk: lot for lot in active_lots(order)}
    people = Depot.objects.filter(programme=order.programme, kind=DepotKind.BENEFICIARIES)
    given = people.values_list("pk", flat=True).first() or 0
    found = [
        Unspent(
            row["carnet__depot"] or given,
            lots[row["carnet__lot"]],
            row["carnets"],
            row["passes"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.depot, one.lot.first_carnet))


def passes_left(order: Order) -> QuerySet[Pass]:
    """The passes of the lots in service that were not spent."""
    lots = Lot.objects.filter(order=order, state=LotState.ACTIVE)
    return Pass.objects.filter(carnet__lot__in=lots, state__in=UNSPENT)


def on_the_way(order: Order) -> int:
    """The carnets of an order that are between two stores."""
    held = Carnet.objects.filter(lot__order=order, lot__state=LotState.ACTIVE)
    return held.filter(depot__kind=DepotKind.TRANSIT).count()


def due_milestones(order: Any, on: dt.date) -> dict[MilestoneKind, dt.date]:
    """The milestones of an order that have come since its programme is managed here, by kind."""
    validity, since = validity_of(order), order.programme.managed_from
    reached = {kind: validity.days[kind] for kind in validity.reached(on)}
    return {kind: day for kind, day in reached.items() if day >= since}


def asked_of_stores(order: Any, on: dt.date) -> Milestone | Statement | None:
    """What the stores are to answer: the statement while it may be objected to, before it the last
    milestone that has come.
    """
    phase = phase_of(order, on)
    if phase == Phase.OBJECTION:
        stated: Statement = order.statement
        return stated
    if phase not in ANSWERED:
        return None
    asked = order.milestones.filter(kind__in=DAYS_BEFORE, ends_on=order.last_day)
    return max(asked, key=lambda one: one.reached_on, default=None)


def expected_in(depot: Depot, asked: Milestone | Statement) -> int:
    """The carnets of an order that a store holds, or held when they were struck off."""
    if isinstance(asked, Statement):
        return sum(asked.lines.filter(depot=depot).values_list("carnets", flat=True))
    held = Carnet.objects.held_by(depot).filter(lot__state=LotState.ACTIVE)
    return held.filter(lot__order=asked.order_id).count()


def concerned(order: Order) -> QuerySet[User]:
    """Who is told of a milestone: who runs the programme, who keeps its carnets."""
    own = Q(
        memberships__organisation=order.programme.authority_id,
        memberships__role__in=[Role.MANAGER, Role.REGISSEUR, Role.COMPTABLE],
    )
    carnets = Carnet.objects.filter(lot__order=order, depot__kind=DepotKind.DISTRIBUTOR)
    holders = Organisation.objects.filter(depots__in=carnets.values("depot"))
    counters = Q(memberships__organisation__in=holders, memberships__role=Role.DISTRIBUTOR)
    # In one filter: the role in use is the one that counts.
    in_use = Q(is_active=True, memberships__state=MembershipState.IN_USE)
    return User.objects.filter(in_use & (own | counters)).order_by("pk").distinct()
