"""Put off the end of an order: one person proposes, by a text, and another confirms or refuses."""

import datetime as dt

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import (
    AlreadyRecorded,
    EndBeforeStart,
    ReasonMissing,
    SamePerson,
)
from common.formats import day
from common.past_days import DayOutsideProgramme
from common.saving import check_and_save, lock
from common.workflow import check_move
from distribution.actions.ledger import check_text
from distribution.models import Order
from expiry.actions.statements import check_unstated
from expiry.enums import EXTENSION_MOVES, ExtensionState
from expiry.models import Extension


@transaction.atomic
def propose(order: Order, *, new_end: dt.date, text: str, reason: str, by: Author) -> Extension:
    """Propose a later end, by a text that decides it. What was struck off never comes back."""
    order = lock(order, "programme", no_key=True)
    check_unstated(order)
    if order.extensions.filter(state=ExtensionState.PROPOSED).exists():
        raise AlreadyRecorded("Une prolongation de cette commande attend déjà d’être décidée.")
    if new_end <= order.valid_until:
        raise EndBeforeStart(
            f"La nouvelle fin doit suivre l’actuelle, le {day(order.valid_until)}.",
            field="new_end",
        )
    if new_end.year not in order.programme.years:
        years = order.programme.years
        raise DayOutsideProgramme(f"Le programme va de {years[0]} à {years[-1]}.", field="new_end")
    for name, value in {"text": text, "reason": reason}.items():
        if not value.strip():
            raise ReasonMissing("Indiquez le texte qui le décide, et le motif.", field=name)
        check_text(value, name)
    made = Extension(order=order, former_end=order.valid_until, new_end=new_end)
    made.text, made.reason, made.proposed_at = text.strip(), reason.strip(), by.at
    made.proposed_by_id = by.user_id  # type: ignore[assignment]
    check_and_save(made)
    journal.record("extension.proposed", order, by=by, new_end=new_end.isoformat())
    return made


@transaction.atomic
def confirm(extension: Extension, *, by: Author) -> Extension:
    """Put off the end, by another person than who proposed it; the journal keeps the former one.

    While it waits, nothing is struck off and no other is proposed.
    """
    extension = lock(extension)
    order = lock(extension.order, "programme", no_key=True)
    check_move(EXTENSION_MOVES, ExtensionState(extension.state), ExtensionState.IN_FORCE)
    if extension.proposed_by_id == by.user_id:
        raise SamePerson("Vous avez proposé cette prolongation\u00a0: une autre personne confirme.")
    _decide(extension, ExtensionState.IN_FORCE, by=by)
    ends = {"valid_until": extension.new_end}
    journal.edit("order.extended", order, ends, by=by, tells_new=True)
    return extension


@transaction.atomic
def refuse(extension: Extension, *, refusal: str, by: Author) -> Extension:
    """Leave the end as it is, or take back one's own proposal."""
    extension = lock(extension, "order")
    check_move(EXTENSION_MOVES, ExtensionState(extension.state), ExtensionState.REFUSED)
    if not refusal.strip():
        raise ReasonMissing("Indiquez pourquoi la fin n’est pas repoussée.", field="refusal")
    check_text(refusal, "refusal")
    extension.refusal = refusal.strip()
    _decide(extension, ExtensionState.REFUSED, by=by)
    journal.record("extension.refused", extension.order, by=by, reason=extension.refusal)
    return extension


def _decide(extension: Extension, state: ExtensionState, *, by: Author) -> None:
    extension.state, extension.decided_at, extension.decided_by_id = state, by.at, by.user_id
    check_and_save(extension)
