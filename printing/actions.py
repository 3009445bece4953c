"""Ask for the file of a lot, agree to it or not, take it once."""

from django.db import transaction

from accounts.models import User
from audit import journal
from audit.actors import Author
from common.errors import Refusal, SamePerson
from common.saving import check_and_save, lock
from common.workflow import check_move
from distribution.enums import LotState
from distribution.models import Lot
from printing.documents import archive_of
from printing.enums import OPEN, PRINT_FILE_MOVES, PrintFileState
from printing.models import PrintFile


class LotInService(Refusal):
    """The codes of a lot in service are money: they are no longer written out."""


class LotCancelled(Refusal):
    """The carnets of a cancelled lot are never printed."""


class PrintFileOpen(Refusal):
    """A file of the lot waits already."""


@transaction.atomic
def propose(lot: Lot, *, recipient: str, proposed_by: User, by: Author) -> PrintFile:
    """Ask for the codes of a lot that is not in service, for the key of its printer."""
    lot = lock(lot, "order", no_key=True)
    _check_not_in_service(lot)
    if lot.print_files.filter(state__in=OPEN).exists():
        raise PrintFileOpen(f"Un fichier du lot {lot.code} attend déjà. Annulez-le d’abord.")
    file = PrintFile(lot=lot, recipient=recipient, proposed_at=by.at, proposed_by=proposed_by)
    check_and_save(file)
    journal.record("print_file.proposed", file, by=by, lot=lot.code, recipient=recipient)
    return file


@transaction.atomic
def confirm(file: PrintFile, *, by: Author) -> PrintFile:
    """Agree, as another person, that this key is the printer's."""
    file = _move(file, PrintFileState.CONFIRMED)
    if file.proposed_by_id == by.user_id:
        raise SamePerson("Vous avez demandé ce fichier\u00a0: une autre personne le confirme.")
    _check_not_in_service(file.lot)
    file.confirmed_at, file.confirmed_by_id = by.at, by.user_id
    file.save(update_fields=["state", "confirmed_at", "confirmed_by"])
    journal.record("print_file.confirmed", file, by=by, recipient=file.recipient)
    return file


@transaction.atomic
def withdraw(file: PrintFile, *, by: Author) -> PrintFile:
    """A file that nobody will take: another may be asked for."""
    file = _move(file, PrintFileState.WITHDRAWN)
    file.save(update_fields=["state"])
    journal.record("print_file.withdrawn", file, by=by)
    return file


@transaction.atomic
def take(file: PrintFile, *, by: Author) -> bytes:
    """The archive for the printer, made now and given once: what is lost is asked for again."""
    file = _move(file, PrintFileState.TAKEN)
    _check_not_in_service(file.lot)
    archive = archive_of(file)
    file.taken_at, file.digest = by.at, archive.digest
    file.save(update_fields=["state", "taken_at", "digest"])
    journal.record("print_file.taken", file, by=by, sha256=archive.digest)
    return archive.content


def _move(file: PrintFile, state: PrintFileState) -> PrintFile:
    file = lock(file, "lot__order", "lot__programme")
    check_move(PRINT_FILE_MOVES, PrintFileState(file.state), state)
    file.state = state
    return file


def _check_not_in_service(lot: Lot) -> None:
    if lot.state == LotState.CANCELLED:
        raise LotCancelled(f"Le lot {lot.code} est annulé\u00a0: il ne s’imprime pas.")
    if lot.state == LotState.ACTIVE:
        raise LotInService(
            f"Le lot {lot.code} est en service\u00a0: ses codes ne s’écrivent plus dans un fichier."
        )
