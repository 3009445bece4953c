"""Strike off what is left of an order that is over, state it, then credit it."""

import datetime as dt
from collections import deque
from collections.abc import Sequence

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.formats import count, day
from common.past_days import check_day
from common.saving import check_and_save, lock, lock_all
from distribution.actions import depots, ledger
from distribution.enums import STORES, CarnetState, DepotKind, LineKind, LotState, PassState
from distribution.models import Carnet, Depot, Order, StockLine
from distribution.querysets import CarnetQuerySet
from expiry import documents, rules
from expiry.enums import ExtensionState
from expiry.models import CreditNote, Statement, StatementLine
from expiry.readings import Unspent, on_the_way, passes_left, read_again, unspent_of, validity_of

WHY = "Fin de validité"


class StillAccepted(Refusal):
    """Passes of the order may still be received."""


class AlreadyStated(Refusal):
    """What is left of the order was struck off and stated."""


class OnTheWay(Refusal):
    """Carnets of the order are between two stores: they are counted first."""


class ExtensionWaits(Refusal):
    """An extension waits to be decided."""


class StillContested(Refusal):
    """The stores may still object to the statement."""


class AlreadyCredited(Refusal):
    """The credit note is issued."""


@transaction.atomic
def establish(order: Order, *, on: dt.date, by: Author) -> Statement:
    """Strike off the carnets of an order whose passes are no longer received: those in stock leave
    it by the ledger, those that people hold expire; what was not spent is stated, by store and lot.
    """
    order = read_again(lock(order, no_key=True), on)
    check_unstated(order)
    _check_over(order, on, by.at)
    if order.extensions.filter(state=ExtensionState.PROPOSED).exists():
        raise ExtensionWaits("Une prolongation attend d’être décidée. Décidez-la d’abord.")
    if waiting := on_the_way(order):
        raise OnTheWay(
            f"{count(waiting, 'carnet')} de cette commande en chemin\u00a0: "
            "comptez ou annulez d’abord ces envois."
        )
    stores = list(Depot.objects.filter(programme=order.programme_id, kind__in=STORES))
    holding = [one for one in stores if _held(order, one).exists()]
    expired = depots.single_depot(order.programme, DepotKind.EXPIRED)
    people = depots.single_depot(order.programme, DepotKind.BENEFICIARIES)
    depots.lock(*holding, expired, people)
    _expire_handed_out(order)
    left = unspent_of(order)  # before the stores hold nothing
    for store in holding:
        _strike_off(order, store, expired, on=on, by=by)
    return _state(order, left, on=on, by=by)


def check_unstated(order: Order) -> None:
    if Statement.objects.filter(order=order).exists():
        raise AlreadyStated("L’état contradictoire de cette commande est déjà établi.")


def _check_over(order: Order, on: dt.date, at: dt.datetime) -> None:
    until = validity_of(order).accepted_until
    check_day("La sortie du stock", on, at, years=order.programme.years)
    if on <= until:
        raise StillAccepted(
            f"Ces pass sont encore reçus jusqu’au {day(until)}\u00a0: "
            "ils sortent du stock le lendemain, au plus tôt.",
            field="on",
        )


def _held(order: Order, store: Depot) -> CarnetQuerySet:
    return Carnet.objects.held_by(store).filter(lot__order=order, lot__state=LotState.ACTIVE)


def _expire_handed_out(order: Order) -> None:
    """No pass that people hold is spent any more. A redemption under way has locked its passes and
    read their carnets: it is waited for.
    """
    given = Carnet.objects.filter(lot__order=order, state=CarnetState.HANDED_OUT)
    given.update(state=CarnetState.EXPIRED)
    _lock_passes(order)


def _lock_passes(order: Order) -> None:
    rows = passes_left(order).order_by("pk").only("pk")
    deque(rows.select_for_update(of=("self",), no_key=True).iterator(), maxlen=0)


def _strike_off(order: Order, store: Depot, expired: Depot, *, on: dt.date, by: Author) -> None:
    carnets = lock_all(_held(order, store).select_related("lot"))
    for part in ledger.split_into_ranges(carnets):
        line = StockLine(kind=LineKind.EXPIRY, moved_on=on, reason=WHY)
        ledger.add_line(line, part, store, expired, by=by)


def _state(order: Order, left: Sequence[Unspent], *, on: dt.date, by: Author) -> Statement:
    until = rules.objections_until(on, order.programme.objection_days)
    stated = Statement(order=order, stated_on=on, objections_until=until)
    stated.stated_at, stated.stated_by = by.at, by.label
    check_and_save(stated)
    value = order.programme.face_value
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=stated,
            depot_id=one.depot,
            lot=one.lot,
            carnets=one.carnets,
            passes=one.passes,
            amount=one.passes * value,
        )
        for one in left
    )
    passes = sum(one.passes for one in left)
    journal.record("validity.stated", order, by=by, on=on.isoformat(), passes=passes)
    return stated


@transaction.atomic
def credit(statement: Statement, *, on: dt.date, by: Author) -> CreditNote:
    """Close an order once its statement is no longer contested: what the supplier owes back is the
    face value of the passes that were not spent, which never are.
    """
    statement = lock(statement, "order__programme__authority", "order__supplier", no_key=True)
    if CreditNote.objects.filter(statement=statement).exists():
        raise AlreadyCredited("L’avoir de cette commande est déjà émis.")
    order = statement.order
    after = {"l’état contradictoire": statement.stated_on}
    check_day("La clôture", on, by.at, years=order.programme.years, after=after)
    if on <= statement.objections_until:
        raise StillContested(
            f"Les dépôts répondent jusqu’au {day(statement.objections_until)}\u00a0: "
            "l’avoir s’émet le lendemain, au plus tôt.",
            field="on",
        )
    passes = passes_left(order).update(state=PassState.REFUNDED)
    note = CreditNote(statement=statement, issued_on=on, issued_at=by.at, issued_by=by.label)
    note.passes, note.amount = passes, passes * order.programme.face_value
    note.document = documents.credit_note_pdf(note)
    note.document_hash = documents.fingerprint(note.document)
    check_and_save(note)
    facts = {"passes": passes, "amount": str(note.amount), "hash": note.document_hash}
    journal.record("validity.credited", order, by=by, on=on.isoformat(), note=facts)
    return note
