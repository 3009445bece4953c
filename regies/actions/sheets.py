"""Prepare what a régie holds, and have it signed by two people, each with their own account.

No text that was read fixes the form of these papers, nor that both sign on one day: they do here,
so that nobody answers for what another moved.
"""

import datetime as dt

from django.db import transaction

from accounts.enums import Role
from audit import journal
from audit.actors import Author
from common.errors import Refusal, SamePerson
from common.formats import day, legal_day
from common.saving import check_and_save, lock
from common.workflow import check_move
from distribution.actions.ledger import check_text
from regies.actions.regies import check_founded
from regies.documents import frozen
from regies.enums import SHEET_MOVES, Office, SheetKind, SheetState
from regies.models import Appointment, Regie, Sheet
from regies.readings.sheets import content_of


class NobodyLeaves(Refusal):
    """No régisseur is in office: whoever was named begins on the day of the act."""


class NobodyComes(Refusal):
    """No régisseur waits for the service."""


class HandoverOpen(Refusal):
    """A handover waits already."""


class NotTheSigner(Refusal):
    """Another person signs here."""


class StockMoved(Refusal):
    """Carnets moved since the first signature."""


class AnotherDay(Refusal):
    """A handover is signed by both on the same day."""


@transaction.atomic
def prepare(regie: Regie, *, by: Author) -> Sheet:
    """Prepare the handover from the régisseur in office to the one who waits for the service."""
    regie = check_founded(regie)
    holders = Appointment.objects.filter(regie=regie, office=Office.HOLDER)
    outgoing = holders.in_office_on(legal_day(by.at)).first()
    incoming = holders.to_install().first()
    if outgoing is None:
        raise NobodyLeaves("Cette régie n’a pas de régisseur en fonction\u00a0: rien à remettre.")
    if incoming is None:
        raise NobodyComes("Aucun régisseur n’attend le service. Nommez-le d’abord, sans jour.")
    if regie.sheets.open().filter(kind=SheetKind.HANDOVER).exists():
        raise HandoverOpen("Une remise de service est déjà préparée.")
    made = Sheet(regie=regie, kind=SheetKind.HANDOVER, outgoing=outgoing, incoming=incoming)
    made.prepared_at = by.at
    check_and_save(made)
    journal.record("regie.handover_prepared", made, by=by)
    return made


@transaction.atomic
def stop_year(regie: Regie, *, year: int, by: Author) -> Sheet | None:
    """Prepare the stop of a régie at the end of a year, once: None when it is there already."""
    regie = lock(regie, "programme", "depot")
    last_day = dt.date(year, 12, 31)
    if not Regie.objects.filter(pk=regie.pk).to_stop(last_day).exists():
        return None
    made = Sheet(regie=regie, kind=SheetKind.YEAR_END, on=last_day, prepared_at=by.at)
    check_and_save(made)
    journal.record("regie.year_stopped", made, by=by, on=last_day.isoformat())
    return made


@transaction.atomic
def sign(sheet: Sheet, *, by: Author) -> Sheet:
    """The first signature, that of the régisseur: what the ledger says now is kept."""
    sheet = _moved(sheet, SheetState.SIGNED)
    today = legal_day(by.at)
    if sheet.is_handover:
        sheet.on = today
        held = [sheet.outgoing] if sheet.outgoing and sheet.outgoing.is_in_office(today) else []
    else:
        offices = sheet.regie.appointments.exclude(office=Office.AGENT)
        held = list(offices.in_office_on(today).order_by("pk"))
    signer = next((one for one in held if one and one.user_id == by.user_id), None)
    if signer is None or by.user_id is None:
        raise NotTheSigner("Seul le régisseur en fonction signe ici, avec son compte.")
    assert sheet.on is not None  # noqa: S101 a stop has its day from the start
    sheet.outgoing, sheet.content = signer, content_of(sheet, sheet.on)
    sheet.signed_at, sheet.signed_by_id = by.at, by.user_id
    check_and_save(sheet)
    journal.record("regie.sheet_signed", sheet, by=by, carnets=sheet.content["carnets"])
    return sheet


@transaction.atomic
def close(sheet: Sheet, *, reserves: str = "", by: Author) -> Sheet:
    """The second signature, which freezes the document; the service then passes from one régisseur
    to the other: one leaves on that day, the other begins on the next.
    """
    sheet = _moved(sheet, SheetState.CLOSED)
    if sheet.signed_by_id == by.user_id:
        raise SamePerson("Vous avez déjà signé\u00a0: une autre personne signe ensuite.")
    second = sheet.incoming
    agrees = second.user_id == by.user_id if second else by.actor.role == Role.COMPTABLE.label
    if not agrees or by.user_id is None:
        raise NotTheSigner("Une autre personne signe ici, avec son compte.")
    assert sheet.on is not None  # noqa: S101 it was signed once
    check_text(reserves, "reserves")
    if sheet.is_handover and sheet.on != legal_day(by.at):
        raise AnotherDay(
            f"Le sortant a signé le {day(sheet.on)}. Une remise se signe le même jour par les "
            "deux\u00a0: reprenez-la."
        )
    if content_of(sheet, sheet.on) != sheet.content:
        raise StockMoved(
            "Des carnets ont bougé depuis la première signature. Reprenez ce procès-verbal\u00a0: "
            "il sera signé de nouveau."
        )
    sheet.reserves = reserves.strip()
    sheet.closed_at, sheet.closed_by_id = by.at, by.user_id
    sheet.document, sheet.document_hash = frozen(sheet, by.label)
    check_and_save(sheet)
    if sheet.is_handover:
        _install(sheet, sheet.on)
    journal.record("regie.sheet_closed", sheet, by=by, hash=sheet.document_hash)
    return sheet


@transaction.atomic
def reopen(sheet: Sheet, *, by: Author) -> Sheet:
    """Take back the first signature: the second person does not agree, or carnets moved."""
    sheet = _moved(sheet, SheetState.PREPARED)
    sheet.signed_at = sheet.signed_by = sheet.content = None
    if not sheet.is_handover:
        sheet.outgoing = None
    check_and_save(sheet)
    journal.record("regie.sheet_reopened", sheet, by=by)
    return sheet


@transaction.atomic
def cancel(sheet: Sheet, *, by: Author) -> Sheet:
    """Give up a handover that nobody signed; a stop of a year stays until it is signed."""
    sheet = _moved(sheet, SheetState.CANCELLED)
    check_and_save(sheet)
    journal.record("regie.sheet_cancelled", sheet, by=by)
    return sheet


def is_open(sheet: Sheet, to: SheetState) -> bool:
    """Whether a sheet may go to a state; a stop of a year is never given up."""
    is_kept = to == SheetState.CANCELLED and not sheet.is_handover
    return not is_kept and to in SHEET_MOVES[SheetState(sheet.state)]


class YearKept(Refusal):
    """The stop of a year is never given up."""


def _moved(sheet: Sheet, to: SheetState) -> Sheet:
    """Lock a sheet and its régie, and give it a state that it may take."""
    lock(sheet.regie, no_key=True)
    sheet = lock(sheet, "regie__programme__authority", "regie__depot", "outgoing", "incoming")
    check_move(SHEET_MOVES, SheetState(sheet.state), to)
    if not is_open(sheet, to):
        raise YearKept("Un arrêté de fin d’année ne s’annule pas.")
    sheet.state = to
    return sheet


def _install(sheet: Sheet, on: dt.date) -> None:
    """The service passes. Periods include both ends: the next one begins the day after."""
    outgoing, incoming = sheet.outgoing, sheet.incoming
    assert outgoing is not None and incoming is not None  # noqa: S101, PT018 a handover names both
    outgoing.ends_on, incoming.starts_on = on, on + dt.timedelta(days=1)
    check_and_save(outgoing)
    check_and_save(incoming)
