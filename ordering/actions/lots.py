"""Follow a lot until its delivery: proof, production, dispatch; receive it, or cancel it."""

import datetime as dt

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import ReasonMissing, Refusal, SamePerson
from common.past_days import check_day
from common.saving import check_and_save, lock, lock_all
from common.workflow import check_move
from distribution import rules
from distribution.actions import ledger, lots
from distribution.enums import LOT_MOVES, CarnetState, LotState
from distribution.models import Carnet, Depot, Lot, Order
from distribution.rules import Ranges
from movements.actions import declare_lost
from ordering.actions import costs
from ordering.enums import ANSWERS, REACHED, REASONED, StepKind
from ordering.models import Step
from printing.actions import withdraw
from printing.enums import OPEN


class NotInLot(Refusal):
    """The carnets are not those of the lot that is received."""


class NothingToCancel(Refusal):
    """All the lots of the order are cancelled."""


@transaction.atomic
def follow(lot: Lot, kind: StepKind | str, *, on: dt.date, note: str = "", by: Author) -> Step:
    """Record the next step of a lot before its delivery; a proof is answered by another person."""
    kind, lot = StepKind(kind), lock(lot, "order", "programme", no_key=True)
    check_move(LOT_MOVES, LotState(lot.state), REACHED[kind])
    last = lot.steps.order_by("-position").first()
    after = {
        "la commande": lot.order.ordered_on,
        "l’étape d’avant": last.taken_on if last else None,
    }
    check_day("L’étape", on, by.at, years=lot.programme.years, after=after)
    if kind in REASONED and not note.strip():
        raise ReasonMissing("Indiquez le motif.", field="note")
    ledger.check_text(note, "note")
    if kind in ANSWERS and last and by.user_id and last.taken_by_id == by.user_id:
        raise SamePerson("Vous avez reçu ce BAT\u00a0: une autre personne le valide ou le refuse.")
    step = Step(lot=lot, kind=kind, taken_on=on, note=note.strip(), taken_by_id=by.user_id)
    step.position, step.taken_at = last.position + 1 if last else 1, by.at
    check_and_save(step)
    lot.state = REACHED[kind]
    lot.save(update_fields=["state"])
    verb = "lot.cancelled" if kind == StepKind.CANCELLED else "lot.followed"
    journal.record(verb, lot, by=by, step=str(kind), on=on.isoformat(), note=step.note)
    return step


@transaction.atomic
def cancel(lot: Lot, *, on: dt.date, note: str, gives_back: bool = True, by: Author) -> Step:
    """Cancel a lot that is not in production: its numbers stay taken, and its carnets, which nobody
    printed, are destroyed where they are, at their supplier.

    What it commits is released, unless a file tells the releases apart.
    """
    step = follow(lot, StepKind.CANCELLED, on=on, note=note, by=by)
    Carnet.objects.filter(lot=lot).update(state=CarnetState.DESTROYED)
    for file in step.lot.print_files.filter(state__in=OPEN):
        withdraw(file, by=by)
    if gives_back:
        costs.give_back(step.lot, on=on, by=by)
    return step


@transaction.atomic
def cancel_order(order: Order, *, on: dt.date, note: str, by: Author) -> Order:
    """Cancel all the lots of an order; refused when one is in production, or further."""
    found = lock_all(order.lots.kept())
    if not found:
        raise NothingToCancel(f"{order}\u00a0: tous ses lots sont déjà annulés.")
    for lot in found:
        cancel(lot, on=on, note=note, by=by)
    return order


@transaction.atomic
def receive(
    lot: Lot, *, to: Depot, on: dt.date, missing: Ranges = (), reason: str = "", by: Author
) -> Lot:
    """Receive a lot in a store: it enters whole, and the carnets that are `missing` or damaged
    leave at once as losses, for a reason.
    """
    if not rules.is_within(missing, [(lot.first_carnet, lot.last_carnet)]):
        whole = rules.range_in_words(lot.first_carnet, lot.last_carnet)
        raise NotInLot(f"Le lot {lot.code} va du {whole}.", field="missing")
    if missing and not reason.strip():
        raise ReasonMissing("Indiquez ce qui manque ou est abîmé.", field="reason")
    lot = lots.deliver(lot, to=to, on=on, by=by)
    if missing:
        declare_lost(to, ranges=missing, on=on, reason=reason, by=by)
    return lot
