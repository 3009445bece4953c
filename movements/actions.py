"""Send carnets from a store to another, which counts them; settle those that it did not receive."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max

from audit import journal
from audit.actors import Author
from common.errors import ReasonMissing, Refusal
from common.past_days import check_day
from common.saving import check_and_save, lock
from common.workflow import check_move
from distribution import rules
from distribution.actions import depots, ledger
from distribution.enums import SHIPMENT_MOVES, DepotKind, LineKind, Rest, ShipmentState
from distribution.models import Carnet, Depot, Shipment, StockLine
from distribution.readings.depots import check_store
from distribution.rules import Ranges
from movements.readings import excesses, ranges_on_the_way, ranges_sent


class NotInShipment(Refusal):
    """The carnets are not those of the shipment, or are no longer on their way."""


class NotReceived(Refusal):
    """Nobody at the destination has said yet what came in."""


class NothingSent(Refusal):
    """A shipment has at least one carnet."""


class OverLimit(Refusal):
    """The store would hold more than it may."""


@transaction.atomic
def send(
    source: Depot, destination: Depot, *, ranges: Ranges, on: dt.date, note: str = "", by: Author
) -> Shipment:
    """Send carnets from a store: until they are counted at the other one, they are in transit."""
    for depot in (source, destination):
        check_store(depot, source.programme)
    if source.pk == destination.pk:
        raise ledger.SameDepot("Choisissez deux dépôts différents.", field="destination")
    if not ranges:
        raise NothingSent("Indiquez au moins un carnet à envoyer.", field="numbers")
    ledger.check_text(note, "note")
    transit = _transit(source)
    # The destination too: two shipments at once would each find room in it.
    depots.lock(source, transit, destination)
    carnets = [ledger.lock_range(source, *one, field="numbers") for one in rules.joined(ranges)]
    _check_limits(destination, carnets, on)
    sent = Shipment(programme=source.programme, source=source, destination=destination, note=note)
    sent.number, sent.sent_on, sent.sent_at, sent.sent_by = _next(sent), on, by.at, by.label
    check_day("L’envoi", on, by.at, years=source.programme.years)
    check_and_save(sent)
    for one in carnets:
        line = StockLine(kind=LineKind.DISPATCH, moved_on=on, shipment=sent)
        ledger.add_line(line, one, source, transit, by=by)
    return _record("shipment.sent", sent, ranges, by=by, on=on.isoformat())


@transaction.atomic
def receive(
    shipment: Shipment,
    *,
    ranges: Ranges,
    rest: str = "",
    reason: str = "",
    on: dt.date,
    by: Author,
) -> Shipment:
    """Count a shipment at its destination: `ranges` enter its stock, none when it refuses all.

    When some are left, `rest` says whether they are missing or given back, and `reason` why.
    """
    shipment = _lock(shipment)
    check_move(SHIPMENT_MOVES, ShipmentState(shipment.state), ShipmentState.TO_SETTLE)
    left = rules.less(ranges_on_the_way(shipment), _within(ranges, shipment))
    if left and not (rest and reason.strip()):
        raise ReasonMissing("Indiquez pourquoi tout n’est pas reçu.", field="reason")
    ledger.check_text(reason)
    after = {"l’envoi": shipment.sent_on}
    check_day("La réception", on, by.at, years=shipment.programme.years, after=after)
    depots.lock(_transit(shipment), shipment.destination)
    _move(shipment, ranges, LineKind.RECEIPT, shipment.destination, on=on, by=by)
    shipment.state = ShipmentState.TO_SETTLE if left else ShipmentState.CLOSED
    shipment.answered_on = on
    shipment.answered_at, shipment.answered_by = by.at, by.label
    shipment.rest, shipment.reason = (Rest(rest), reason.strip()) if left else ("", "")
    check_and_save(shipment)
    return _record("shipment.received", shipment, ranges, by=by, left=rules.size(left))


@transaction.atomic
def settle(
    shipment: Shipment,
    *,
    ranges: Ranges,
    is_lost: bool = False,
    reason: str = "",
    on: dt.date,
    by: Author,
) -> Shipment:
    """Take back carnets that were not received, in the stock of who sent them.

    Those that are lost leave this stock at once, for the `reason` given.
    """
    shipment = _lock(shipment)
    check_move(SHIPMENT_MOVES, ShipmentState(shipment.state), ShipmentState.CLOSED)
    if shipment.state == ShipmentState.SENT:
        raise NotReceived("Cet envoi n’est pas encore reçu : annulez-le, ou attendez.")
    if not ranges:
        raise NotInShipment("Indiquez au moins un carnet.", field="numbers")
    left = rules.less(ranges_on_the_way(shipment), _within(ranges, shipment))
    after = {"la réception": shipment.answered_on}
    check_day("Le règlement du reste", on, by.at, years=shipment.programme.years, after=after)
    lost = depots.single_depot(shipment.programme, DepotKind.LOST)
    depots.lock(_transit(shipment), shipment.source, lost)
    _move(shipment, ranges, LineKind.RETURN, shipment.source, on=on, by=by)
    if is_lost:
        declare_lost(shipment.source, ranges=ranges, on=on, reason=reason, by=by)
    if not left:
        shipment.state = ShipmentState.CLOSED
        shipment.save(update_fields=["state"])
    return _record("shipment.settled", shipment, ranges, by=by, is_lost=is_lost)


@transaction.atomic
def cancel(shipment: Shipment, *, on: dt.date, reason: str, by: Author) -> Shipment:
    """Take back a shipment that nobody counted yet: each of its lines is reversed."""
    shipment = _lock(shipment)
    check_move(SHIPMENT_MOVES, ShipmentState(shipment.state), ShipmentState.CANCELLED)
    for line in shipment.lines.order_by("pk"):
        ledger.send_back(line, on=on, reason=reason, by=by)
    shipment.state = ShipmentState.CANCELLED
    shipment.save(update_fields=["state"])
    return _record("shipment.cancelled", shipment, ranges_sent(shipment), by=by, reason=reason)


@transaction.atomic
def declare_lost(
    depot: Depot, *, ranges: Ranges, on: dt.date, reason: str, by: Author
) -> list[StockLine]:
    """Take out of a store carnets that are lost, stolen or damaged, by ranges."""
    depots.lock(depot, depots.single_depot(depot.programme, DepotKind.LOST))
    for first, last in ranges:
        ledger.lock_range(depot, first, last, field="numbers")
    return [
        ledger.declare_lost(
            depot, first_carnet=first, last_carnet=last, on=on, reason=reason, by=by
        )
        for first, last in ranges
    ]


def _check_limits(destination: Depot, carnets: list[list[Carnet]], on: dt.date) -> None:
    passes = sum(one.lot.passes_per_carnet for part in carnets for one in part)
    for found in excesses(destination, passes * destination.programme.face_value, on):
        if found.is_refused:
            raise OverLimit(f"{found.said} Rien n’est parti.", field="numbers")


def _next(shipment: Shipment) -> int:
    """The number that follows, in the programme."""
    lock(shipment.programme, no_key=True)
    last = shipment.programme.shipments.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _transit(row: Depot | Shipment) -> Depot:
    return depots.single_depot(row.programme, DepotKind.TRANSIT)


def _lock(shipment: Shipment) -> Shipment:
    return lock(shipment, "programme", "source__programme", "destination__programme", no_key=True)


def _within(ranges: Ranges, shipment: Shipment) -> Ranges:
    """The ranges, refused unless all their carnets are still on their way in this shipment."""
    if not rules.is_within(ranges, ranges_on_the_way(shipment)):
        held = rules.ranges_in_words(ranges_on_the_way(shipment))
        raise NotInShipment(
            f"Cet envoi ne contient pas tous ces carnets. Il lui reste\u00a0: {held}.",
            field="numbers",
        )
    return ranges


def _move(
    shipment: Shipment, ranges: Ranges, kind: LineKind, to: Depot, *, on: dt.date, by: Author
) -> None:
    """Take carnets of the shipment out of the transit."""
    transit = _transit(shipment)
    for first, last in ranges:
        carnets = ledger.lock_range(transit, first, last, field="numbers")
        line = StockLine(kind=kind, moved_on=on, shipment=shipment)
        ledger.add_line(line, carnets, transit, to, by=by)


def _record(
    verb: str, shipment: Shipment, ranges: Ranges, *, by: Author, **details: Any
) -> Shipment:
    journal.record(
        verb,
        shipment,
        by=by,
        source=shipment.source.code,
        destination=shipment.destination.code,
        carnets=rules.size(ranges),
        **details,
    )
    return shipment
