"""Draft, sign and abandon avenants; a convention has one open at most."""

import datetime as dt
from collections.abc import Sequence
from typing import NotRequired, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import AlreadyRecorded, AvenantOpen, NoNumberLeft, Refusal
from common.saving import check_and_save
from conventions.actions.signature_checks import (
    EFFECT_MISSING,
    SignatureUnknown,
    check_effect,
    check_signature,
)
from conventions.actions.texts import (
    BlockNotOpen,
    ClauseSpec,
    ObligationSpec,
    PartySpec,
    check_draft,
    lock_and_move,
    lock_text,
    put_in_force,
    write_text,
)
from conventions.enums import AvenantState, Block, ConventionState
from conventions.models import Avenant, AvenantFacts, Convention
from conventions.readings.avenants import next_number
from conventions.readings.texts import rows_of_part


class ConventionNotSigned(Refusal):
    """Only a signed convention is changed by an avenant."""


class NewAvenant(AvenantFacts):
    """When not given, `number` is the next one and `blocks` are those of what is written.

    A text older than the system keeps its own number, before or after those that are entered.
    """

    number: NotRequired[int | None]
    blocks: NotRequired[Sequence[Block]]


@transaction.atomic
def draft(
    convention: Convention,
    *,
    clauses: Sequence[ClauseSpec] = (),
    obligations: Sequence[ObligationSpec] = (),
    parties: Sequence[PartySpec] = (),
    by: Author,
    **facts: Unpack[NewAvenant],
) -> Avenant:
    """Enter the text of an avenant; a convention has one open at most."""
    convention, _ = lock_text(convention)
    _check_may_open(convention, facts.get("number"))
    blocks = facts.get("blocks", _blocks_written(clauses, obligations, parties))
    number = facts.get("number") or next_number(convention)
    if number is None:
        raise NoNumberLeft(
            "Le dernier avenant a le plus grand numéro possible\u00a0: indiquez un numéro libre.",
            field="number",
        )
    facts |= {"number": number, "blocks": _in_reading_order(blocks)}
    avenant = Avenant(convention=convention, **facts)
    _check_blocks_open(avenant, clauses)
    check_and_save(avenant)
    write_text(avenant, clauses, obligations, parties)
    journal.record("avenant.drafted", avenant, by=by)
    return avenant


def _check_may_open(convention: Convention, number: int | None) -> None:
    if convention.state != ConventionState.SIGNED:
        raise ConventionNotSigned("Cette convention n’est pas signée\u00a0: modifiez son projet.")
    if number is not None and convention.avenants.filter(number=number).exists():
        raise AlreadyRecorded("Un avenant de la convention porte déjà ce numéro.", field="number")
    if (open_one := convention.avenants.open().first()) is not None:
        raise AvenantOpen(
            f"L’avenant n°\u00a0{open_one.number} est encore ouvert. "
            "Signez-le ou abandonnez-le avant d’en ouvrir un autre."
        )


def _blocks_written(
    clauses: Sequence[ClauseSpec],
    obligations: Sequence[ObligationSpec],
    parties: Sequence[PartySpec],
) -> list[Block]:
    """The parts that hold what an avenant writes."""
    kinds = {spec.kind for spec in clauses}
    others = {Block.OBLIGATIONS: obligations, Block.PARTIES: parties}
    return [block for block in Block if kinds & set(block.kinds) or others.get(block)]


def _in_reading_order(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in Block if block in blocks]


def _check_blocks_open(avenant: Avenant, clauses: Sequence[ClauseSpec]) -> None:
    opened = {kind for block in avenant.opens for kind in block.kinds}
    for spec in clauses:
        if spec.kind not in opened:
            raise BlockNotOpen(f"L’avenant n’ouvre pas «\u00a0{spec.kind.label}\u00a0».")


@transaction.atomic
def edit(
    avenant: Avenant, *, blocks: Sequence[Block], by: Author, **facts: Unpack[AvenantFacts]
) -> Avenant:
    """Correct a draft; what was written in a part that is not opened any more is deleted."""
    _, avenant = lock_text(avenant)
    check_draft(avenant)
    for name, value in facts.items():
        setattr(avenant, name, value)
    avenant.blocks = _in_reading_order(blocks)
    check_and_save(avenant)
    for block in Block:
        if block not in avenant.opens:
            rows_of_part(avenant, block).delete()
    journal.record("avenant.edited", avenant, by=by)
    return avenant


@transaction.atomic
def sign(
    avenant: Avenant,
    *,
    on: dt.date | None,
    source: str = "",
    effective_on: dt.date | None = None,
    is_confirmed: bool = False,
    by: Author,
) -> Avenant:
    """Record the signature of an avenant: its clauses replace the former ones from its effect.

    This day is `effective_on`, else the one that its text states, else the day of signature. As
    for a convention, `on` may be None when `source` says how the signature is known, and an effect
    after the end in force must be confirmed.
    """
    _, avenant = lock_and_move(avenant, AvenantState.SIGNED)
    check_signature(avenant, on, source, at=by.at)
    avenant.stated_effective_on = effective_on or avenant.stated_effective_on
    avenant.signed_on, avenant.signed_source, avenant.signed_at = on, source, by.at
    if avenant.effective_on is None:
        raise SignatureUnknown(EFFECT_MISSING, field="effective_on")
    check_effect(avenant, avenant.effective_on, is_confirmed=is_confirmed, at=by.at)
    avenant.save()
    put_in_force(avenant, avenant.effective_on, by.at)
    journal.record("avenant.signed", avenant, by=by, on=on.isoformat() if on else "")
    return avenant


@transaction.atomic
def abandon(avenant: Avenant, *, by: Author) -> Avenant:
    """Abandon an open avenant: it never takes effect, and its obligations replace none any more."""
    _, avenant = lock_and_move(avenant, AvenantState.ABANDONED)
    avenant.abandoned_at = by.at
    avenant.save()
    avenant.obligations.update(replaces=None)
    journal.record("avenant.abandoned", avenant, by=by)
    return avenant
