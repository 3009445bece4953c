"""What redeeming would say of each code, in the order of the contract; writes nothing."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from distribution import codes as pass_codes
from distribution.codes import Batch, ForgedCode, Keyring
from distribution.enums import PassState
from distribution.models import Pass
from mediation import querysets, rules, sentences
from mediation.actions.refusals import (
    MistypedCode,
    OutsideWindow,
    PassRefused,
    PlaceNotQualified,
    PlaceNotYours,
    UnknownCode,
)
from mediation.enums import Reason
from mediation.models import RedeemedPass
from places.models import Place

Lock = Callable[[QuerySet[Pass]], QuerySet[Pass]]


@dataclass(frozen=True, slots=True)
class Forged:
    """A QR that none of our keys signed: it opens nothing."""

    text: str = field(repr=False)


Code = pass_codes.Presented | Forged


@dataclass(frozen=True, slots=True)
class Where:
    """A place of the presenter on a day, and the windows (days) of the programmes it serves."""

    place: Place
    held_on: dt.date
    windows: dict[int, int]


@dataclass(frozen=True, slots=True)
class When:
    """The session, and the instant and day on which it is received."""

    held_at: dt.datetime
    held_on: dt.date
    at: dt.datetime
    received_on: dt.date


@dataclass(frozen=True, slots=True)
class Opened:
    """One code of the list, and the pass that it opens, if any."""

    position: int
    row: Pass | None

    @property
    def number(self) -> str | None:
        return None if self.row is None else number_of(self.row)


def number_of(row: Pass) -> str:
    return pass_codes.number(row.programme.letter, row.serial)


def read(text: str, position: int, keyring: Keyring) -> Code:
    """A code in either form. Refuses `mistyped_code` before any look-up."""
    try:
        return pass_codes.parse(text, keyring)
    except pass_codes.MistypedCode:
        raise MistypedCode(position) from None
    except ForgedCode:
        return Forged(text)


def content_of(code: Code) -> list[str]:
    """What makes two codes the same."""
    if isinstance(code, Forged):
        return [code.text]
    return [code.number, code.secret.hex()]


def where(organisation_id: int, place_id: uuid.UUID, when: When) -> Where:
    """The place. Refuses `place_not_yours`, `place_not_qualified`, `outside_window`."""
    place = querysets.places_of(organisation_id, when.held_on).filter(public_id=place_id).first()
    if place is None:
        raise PlaceNotYours
    windows = {found["id"]: found["window"] for found in place.accepted}  # type: ignore[attr-defined]
    if not windows:
        raise PlaceNotQualified(sentences.not_qualified(when.held_on))
    check_window(when, max(windows.values()))
    return Where(place, when.held_on, windows)


def check_window(when: When, days: int) -> None:
    if rules.is_outside_window(when.held_at, when.at, days):
        raise OutsideWindow(sentences.outside_window(when.held_at, when.at, days))


def opened(codes: Sequence[Code], day: dt.date, keyring: Keyring, lock: Lock) -> list[Opened]:
    """Each code with its pass; a wrong secret opens none, as an unknown number does."""
    numbers = {(code.letter, code.serial) for code in codes if not isinstance(code, Forged)}
    found = lock(querysets.presented(numbers, day))
    by_number = {number_of(row): row for row in found}
    return [
        Opened(position, _opened(code, by_number, keyring)) for position, code in enumerate(codes)
    ]


def refusals(
    presented: Sequence[Opened], where: Where, when: When
) -> Iterator[tuple[Opened, PassRefused | None]]:
    """Each code with what refuses it, or None."""
    spent = _spent([one.row for one in presented if one.row], where.place)
    programme_id = None
    for one in presented:
        if one.row is None:
            yield one, UnknownCode(position=one.position)
            continue
        facts = facts_of(one.row)
        programme_id = programme_id or facts.programme_id
        if refusal := _refusal(one, facts, where, when, spent):
            yield one, refusal
        elif facts.programme_id != programme_id:
            yield one, _mixed(one, one.row)
        else:
            yield one, None


def facts_of(row: Pass) -> rules.PassFacts:
    """What judging asks of a pass found by `querysets.presented`."""
    carnet = row.carnet
    order = carnet.lot.order
    return rules.PassFacts(
        programme_id=row.programme_id,
        pass_state=row.state,
        carnet_state=carnet.state,
        lot_state=carnet.lot.state,
        handed_on=carnet.hand_out.handed_on if carnet.hand_out else None,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        tolerance_days=row.programme.tolerance_days,
        opens_on=row.opens_on,  # type: ignore[attr-defined]
        closes_on=row.closes_on,  # type: ignore[attr-defined]
    )


def _mixed(one: Opened, row: Pass) -> PassRefused:
    """A session is paid by one programme."""
    return PassRefused(
        Reason.WRONG_PROGRAMME,
        sentences.mixed_programmes(number_of(row)),
        position=one.position,
        number=one.number,
    )


def _refusal(
    one: Opened,
    facts: rules.PassFacts,
    where: Where,
    when: When,
    spent: dict[int, sentences.Spent],
) -> PassRefused | None:
    reason = rules.reason(
        facts,
        accepted=where.windows.keys(),
        held_on=when.held_on,
        received_on=when.received_on,
    )
    if reason is None or one.row is None:
        return None
    context = sentences.Context(
        number=number_of(one.row),
        held_on=when.held_on,
        at=when.at,
        hotline=one.row.programme.hotline,
        spent=spent.get(one.row.pk),
    )
    sentence = sentences.refusal(reason, facts, context)
    return PassRefused(reason, sentence, position=one.position, number=one.number)


def _spent(rows: Sequence[Pass], place: Place) -> dict[int, sentences.Spent]:
    """When and where the spent ones were; no query when none is."""
    done = [row.pk for row in rows if row.state in {PassState.SPENT, PassState.PAID}]
    if not done:
        return {}
    found = RedeemedPass.objects.filter(redeemed_pass__in=done).select_related("redemption")
    return {
        row.redeemed_pass_id: sentences.Spent(
            held_at=row.redemption.held_at,
            received_at=row.redemption.received_at,
            is_here=row.redemption.place_id == place.pk,
        )
        for row in found
    }


def _opened(code: Code, by_number: dict[str, Pass], keyring: Keyring) -> Pass | None:
    if isinstance(code, Forged):
        return None
    row = by_number.get(code.number)
    if row is None:
        return None
    lot = row.carnet.lot  # its own `batch` would ask for its programme
    batch = Batch(code.letter, lot.first_serial, lot.key_id)
    return row if keyring.is_secret_of(code, batch) else None
