"""Receive a lot in a depot, put it in service by two people."""

import datetime as dt

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import ChangedMeanwhile, MandatMissing, ReasonMissing, SamePerson
from common.past_days import check_day
from common.saving import lock
from common.workflow import check_move
from distribution.actions import depots, ledger
from distribution.enums import LOT_MOVES, LineKind, LotState
from distribution.models import Depot, Lot, StockLine
from distribution.readings.depots import check_store
from programmes.actions.mandats import check_mandat

PROPOSAL = ["mandat_number", "proposed_on", "proposed_at", "proposed_by"]


@transaction.atomic
def deliver(lot: Lot, *, to: Depot, on: dt.date, by: Author) -> Lot:
    """Receive the whole lot from its supplier in a store."""
    lot = lock(lot, "order", "programme", no_key=True)
    check_move(LOT_MOVES, LotState(lot.state), LotState.DELIVERED)
    check_store(to, lot.programme)
    after = {"la commande": lot.order.ordered_on}
    check_day("La livraison", on, by.at, years=lot.programme.years, after=after)
    supplier = Depot.objects.select_related("programme").get(
        programme=lot.programme, carnets__number=lot.first_carnet
    )
    depots.lock(supplier, to)
    carnets = ledger.lock_range(supplier, lot.first_carnet, lot.last_carnet)
    line = StockLine(kind=LineKind.DELIVERY, moved_on=on)
    ledger.add_line(line, carnets, supplier, to, by=by)
    lot.state, lot.delivered_on, lot.delivered_at = LotState.DELIVERED, on, by.at
    lot.save(update_fields=["state", "delivered_on", "delivered_at"])
    journal.record("lot.delivered", lot, by=by, on=on.isoformat(), depot=to.code)
    return lot


@transaction.atomic
def propose(lot: Lot, *, mandat_number: str, on: dt.date, by: Author) -> Lot:
    """Propose to put a delivered lot in service from a day, by the mandat that pays it."""
    lot = lock(lot, "order", "programme", no_key=True)
    check_move(LOT_MOVES, LotState(lot.state), LotState.PROPOSED)
    lot.mandat_number = mandat_number.strip()
    if not lot.mandat_number:
        raise MandatMissing(
            "Indiquez le numéro de mandat\u00a0: un pass n’est en service qu’après son paiement.",
            field="mandat_number",
        )
    check_mandat(lot.mandat_number, lot.programme)
    after = {"la livraison": lot.delivered_on}
    check_day("La mise en service", on, by.at, years=lot.programme.years, after=after)
    lot.state, lot.proposed_on, lot.proposed_at = LotState.PROPOSED, on, by.at
    lot.proposed_by_id = by.user_id
    lot.save(update_fields=["state", *PROPOSAL])
    journal.record("lot.proposed", lot, by=by, on=on.isoformat(), mandat=lot.mandat_number)
    return lot


@transaction.atomic
def activate(lot: Lot, *, by: Author, read: dt.datetime | None = None) -> Lot:
    """Confirm, by another person than who proposed it, that the mandat is paid: in service.

    `read` is the `proposed_at` of the mandat that was shown: another one is not confirmed unread.
    """
    lot = lock(lot, "order", "programme", no_key=True)
    check_move(LOT_MOVES, LotState(lot.state), LotState.ACTIVE)
    _check_read(lot, read)
    if lot.proposed_by_id is None or lot.proposed_by_id == by.user_id:
        raise SamePerson(
            "Vous avez proposé cette mise en service\u00a0: une autre personne la confirme."
        )
    return _put_in_service(lot, by)


@transaction.atomic
def decline(lot: Lot, *, reason: str, by: Author, read: dt.datetime | None = None) -> Lot:
    """Do not confirm a mandat, or take back one's own proposal: the lot waits as before."""
    lot = lock(lot, "order", "programme", no_key=True)
    check_move(LOT_MOVES, LotState(lot.state), LotState.DELIVERED)
    _check_read(lot, read)
    if not reason.strip():
        raise ReasonMissing("Indiquez pourquoi ce mandat n’est pas confirmé.", field="reason")
    mandat = lot.mandat_number
    lot.state, lot.mandat_number = LotState.DELIVERED, ""
    lot.proposed_on = lot.proposed_at = lot.proposed_by = None
    lot.save(update_fields=["state", *PROPOSAL])
    journal.record("lot.declined", lot, by=by, mandat=mandat, reason=reason.strip())
    return lot


@transaction.atomic
def record_activation(lot: Lot, *, mandat_number: str, on: dt.date, by: Author) -> Lot:
    """Put a lot in service as a file says: two people agreed to the whole file."""
    lot = propose(lot, mandat_number=mandat_number, on=on, by=by)
    lot.proposed_by = None
    lot.save(update_fields=["proposed_by"])
    return _put_in_service(lot, by, is_confirmed=False)


def _check_read(lot: Lot, read: dt.datetime | None) -> None:
    if read is not None and read != lot.proposed_at:
        raise ChangedMeanwhile(
            "Un autre mandat a été proposé entre-temps. Rien n’est enregistré\u00a0: "
            "lisez ce qui est proposé maintenant, puis décidez."
        )


def _put_in_service(lot: Lot, by: Author, *, is_confirmed: bool = True) -> Lot:
    lot.state, lot.activated_on, lot.activated_at = LotState.ACTIVE, lot.proposed_on, by.at
    lot.activated_by_id = by.user_id if is_confirmed else None
    lot.save(update_fields=["state", "activated_on", "activated_at", "activated_by"])
    on, passes = f"{lot.activated_on:%Y-%m-%d}", lot.passes_count
    journal.record("lot.activated", lot, by=by, on=on, mandat=lot.mandat_number, passes=passes)
    return lot
