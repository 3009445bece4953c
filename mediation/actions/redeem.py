"""Redeem passes for a session: all the codes or none, once for ever."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from audit import journal
from audit.actors import Actor
from common.formats import legal_day
from common.workflow import check_move
from distribution.codes import Keyring
from distribution.enums import PASS_MOVES, PassState
from distribution.models import Pass
from mediation import querysets, rules
from mediation.actions import guesses, judging, keys
from mediation.actions.judging import Code, Forged, When, Where, number_of
from mediation.actions.keys import Answer, Presenter
from mediation.actions.refusals import (
    MistypedCode,
    NotRedeemed,
    SameCodeTwice,
    UnknownCode,
    problem,
)
from mediation.enums import Mode
from mediation.models import RedeemedPass, Redemption
from places.enums import Service
from places.models import Place

MOST_CODES = 50


@dataclass(frozen=True, slots=True)
class Session:
    """What was held, for how long."""

    held_at: dt.datetime
    service: Service
    mode: Mode
    minutes: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call: the same key is the same call."""

    key: uuid.UUID
    place: uuid.UUID
    codes: Sequence[Code]
    session: Session

    def content(self) -> dict[str, Any]:
        """What makes two calls the same, after parsing."""
        return {
            "place": str(self.place),
            "codes": [judging.content_of(code) for code in self.codes],
            "held_at": self.session.held_at.astimezone(dt.UTC).isoformat(),
            "service": self.session.service.value,
            "mode": self.session.mode.value,
            "minutes": self.session.minutes,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What redeeming would answer for one code; `refusal` is None for a pass that may be spent."""

    position: int
    number: str | None
    refusal: NotRedeemed | None


def redeem(
    attempt: Attempt,
    *,
    presenter: Presenter,
    keyring: Keyring,
    by: Actor,
    at: dt.datetime,
    real_at: dt.datetime,
) -> Answer:
    """Spend the passes, or answer why not; the same key gives the same answer for ever.

    `at` is the clock of the programme, `real_at` the real one. Raises the refusals of the moment,
    which are never stored: `same_code_twice`, `key_reused`, `in_progress`, `busy`,
    `too_many_wrong_codes`.
    """
    _check_twice(attempt.codes)

    def once() -> Answer:
        return _once(attempt, presenter, keyring, by=by, at=at, real_at=real_at)

    try:
        return once()
    except IntegrityError:
        # A carnet was blocked while its pass was judged: the database said no, judge again.
        return once()
    except OperationalError as error:
        if busy := keys.busy(error):
            raise busy from error
        raise


def check(
    place: uuid.UUID,
    codes: Sequence[Code | MistypedCode],
    *,
    presenter: Presenter,
    keyring: Keyring,
    at: dt.datetime,
    real_at: dt.datetime,
) -> list[Verdict]:
    """What redeeming now would answer for each code. Changes nothing but the count of wrong codes.

    Raises `too_many_wrong_codes`.
    """
    guesses.slow_down(presenter, real_at=real_at)
    read = [code for code in codes if not isinstance(code, MistypedCode)]
    found = iter(_verdicts(read, place, _when(at, at), presenter=presenter, keyring=keyring))
    verdicts = [
        Verdict(position, None, code)
        if isinstance(code, MistypedCode)
        else Verdict(position, *next(found))
        for position, code in enumerate(codes)
    ]
    wrong = sum(isinstance(verdict.refusal, UnknownCode) for verdict in verdicts)
    guesses.note(presenter, wrong)
    return verdicts


@transaction.atomic
def _once(
    attempt: Attempt,
    presenter: Presenter,
    keyring: Keyring,
    *,
    by: Actor,
    at: dt.datetime,
    real_at: dt.datetime,
) -> Answer:
    digest = keys.fingerprint(attempt.content())
    row = keys.claim(presenter, attempt.key, digest)
    if row is None:
        return keys.repeated(presenter, attempt.key, digest)
    guesses.slow_down(presenter, real_at=real_at)
    return keys.keep(row, _answer(attempt, presenter, keyring, by=by, at=at))


def _answer(
    attempt: Attempt, presenter: Presenter, keyring: Keyring, *, by: Actor, at: dt.datetime
) -> Answer:
    when = _when(attempt.session.held_at, at)
    try:
        where = judging.where(presenter.organisation_id, attempt.place, when)
        passes = _all_accepted(attempt.codes, where, when, keyring)
    except NotRedeemed as refusal:
        if isinstance(refusal, UnknownCode):
            guesses.note(presenter)
        return Answer(refusal.status, problem(refusal))
    redemption = _spend(passes, attempt.session, where.place, when, by=by)
    return Answer(201, _told(redemption, passes))


def _all_accepted(codes: Sequence[Code], where: Where, when: When, keyring: Keyring) -> list[Pass]:
    """The passes of all the codes, held until the end, or the first refusal."""
    presented = judging.opened(codes, when.held_on, keyring, querysets.locked)
    for _, refusal in judging.refusals(presented, where, when):
        if refusal is not None:
            raise refusal
    passes = [one.row for one in presented if one.row is not None]
    judging.check_window(when, where.windows[passes[0].programme_id])
    return passes


def _spend(
    passes: Sequence[Pass], session: Session, place: Place, when: When, *, by: Actor
) -> Redemption:
    public_id = uuid.uuid4()
    programme = passes[0].programme
    redemption = Redemption.objects.create(
        public_id=public_id,
        programme=programme,
        place=place,
        receipt=rules.receipt_number(public_id),
        held_at=when.held_at,
        held_on=when.held_on,
        service=session.service,
        mode=session.mode,
        minutes=session.minutes,
        received_at=when.at,
        received_on=when.received_on,
        received_by=by.label,
        passes_count=len(passes),
        amount=programme.face_value * len(passes),
    )
    RedeemedPass.objects.bulk_create(
        RedeemedPass(redemption=redemption, redeemed_pass=row, value=programme.face_value)
        for row in passes
    )
    for row in passes:
        check_move(PASS_MOVES, PassState(row.state), PassState.SPENT)
    Pass.objects.filter(pk__in=[row.pk for row in passes]).update(state=PassState.SPENT)
    journal.record(
        "redemption.recorded",
        redemption,
        by=by,
        at=when.at,
        programme_id=programme.pk,
        passes=[number_of(row) for row in passes],
    )
    return redemption


def _verdicts(
    codes: Sequence[Code],
    place: uuid.UUID,
    when: When,
    *,
    presenter: Presenter,
    keyring: Keyring,
) -> list[tuple[str | None, NotRedeemed | None]]:
    """Number and refusal of each code; a code seen before is refused as such."""
    try:
        where = judging.where(presenter.organisation_id, place, when)
    except NotRedeemed as of_the_place:
        return [(None, of_the_place) for _ in codes]
    presented = judging.opened(codes, when.held_on, keyring, lock=lambda passes: passes)
    verdicts: list[tuple[str | None, NotRedeemed | None]] = []
    seen: set[str] = set()
    for one, refusal in judging.refusals(presented, where, when):
        again = one.number in seen
        verdicts.append((one.number, SameCodeTwice(one.position) if again else refusal))
        seen |= {one.number} if one.number else set()
    return verdicts


def _when(held_at: dt.datetime, at: dt.datetime) -> When:
    return When(held_at, legal_day(held_at), at, legal_day(at))


def _check_twice(codes: Sequence[Code]) -> None:
    """Refuse `same_code_twice`, whatever the forms of the two codes."""
    seen: set[str] = set()
    for position, code in enumerate(codes):
        same = code.text if isinstance(code, Forged) else code.number
        if same in seen:
            raise SameCodeTwice(position)
        seen.add(same)


def _told(redemption: Redemption, passes: Sequence[Pass]) -> dict[str, Any]:
    value = f"{redemption.programme.face_value:.2f}"
    return {
        "id": str(redemption.public_id),
        "passes": [{"number": number_of(row), "value": value} for row in passes],
        "receipt": redemption.receipt,
    }
