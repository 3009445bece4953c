"""Block a carnet that was lost or stolen, and lift the block."""

import datetime as dt

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import ReasonMissing, Refusal
from common.past_days import check_day
from common.saving import check_and_save, lock, lock_all
from distribution.actions.ledger import check_text
from distribution.enums import CarnetState
from distribution.models import Carnet, Pass
from incidents.enums import Cause
from incidents.models import Block


class NotHandedOut(Refusal):
    """Only a carnet that was handed out is blocked: the ledger keeps what a store loses."""


class AlreadyBlocked(Refusal):
    """The carnet is blocked already."""


class AlreadyLifted(Refusal):
    """The block was lifted already."""


@transaction.atomic
def block(carnet: Carnet, *, cause: Cause | str, note: str, on: dt.date, by: Author) -> Block:
    """Block a carnet at once: none of its passes left is spent any more."""
    carnet = lock(carnet, "programme", "hand_out", no_key=True)
    if carnet.state == CarnetState.BLOCKED:
        raise AlreadyBlocked(f"{carnet} est déjà bloqué.")
    if carnet.state != CarnetState.HANDED_OUT or carnet.hand_out is None:
        raise NotHandedOut(f"{carnet} n’est pas remis\u00a0: il n’y a rien à bloquer.")
    if not note.strip():
        raise ReasonMissing("Indiquez ce qui s’est passé.", field="note")
    check_text(note, "note")
    after = {"la remise": carnet.hand_out.handed_on}
    check_day("La déclaration", on, by.at, years=carnet.programme.years, after=after)
    # A redemption locks the passes first, then reads the carnet: one of both waits for the other.
    lock_all(Pass.objects.filter(carnet=carnet))
    made = Block(carnet=carnet, cause=cause, note=note.strip(), declared_on=on)
    made.declared_at, made.declared_by = by.at, by.label
    check_and_save(made)
    _set(carnet, CarnetState.BLOCKED)
    journal.record("carnet.blocked", made, by=by, cause=str(cause), on=on.isoformat())
    return made


@transaction.atomic
def lift(block: Block, *, reason: str, on: dt.date, by: Author) -> Block:
    """Lift a block: the carnet is found, and its passes left are spent again."""
    block = lock(block, "carnet__programme")
    if block.lifted_at is not None:
        raise AlreadyLifted(f"Ce blocage est déjà levé, par {block.lifted_by}.")
    if not reason.strip():
        raise ReasonMissing("Indiquez pourquoi le carnet est débloqué.", field="reason")
    check_text(reason)
    years, after = block.carnet.programme.years, {"la déclaration": block.declared_on}
    check_day("La levée", on, by.at, years=years, after=after)
    block.lifted_on, block.lifted_at, block.lifted_by = on, by.at, by.label
    block.lift_reason = reason.strip()
    check_and_save(block)
    _set(lock(block.carnet), CarnetState.HANDED_OUT)
    # The reason stands on the block alone: it is erased with the data of the person.
    journal.record("carnet.unblocked", block, by=by, on=on.isoformat())
    return block


def _set(carnet: Carnet, state: CarnetState) -> None:
    carnet.state = state
    carnet.save(update_fields=["state"])
