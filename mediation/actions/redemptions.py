"""Redeem passes for a session: all of them or none, and only once."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import repeat
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from audit import journal
from audit.actors import Author
from common.formats import legal_day
from common.workflow import check_move
from distribution.enums import PASS_MOVES, PassState
from distribution.models import Pass
from mediation import querysets, readings
from mediation.actions import idempotency_keys, wrong_codes
from mediation.actions.idempotency_keys import Answer, Presenter
from mediation.enums import Mode
from mediation.models import RedeemedPass, Redemption
from mediation.readings import Code, ForgedQr, QualifiedPlace, SessionTimes, number_of
from mediation.rules.redemptions import receipt_number
from mediation.rules.refusals import (
    MistypedCode,
    NotRedeemed,
    SameCodeTwice,
    UnknownCode,
    problem_document,
)
from places.enums import Service
from places.models import Place

MOST_CODES = 50


@dataclass(frozen=True, slots=True)
class Session:
    """The session that the passes pay, as a redemption names what it keeps of it."""

    held_at: dt.datetime
    service: Service
    mode: Mode
    minutes: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a call asks: to redeem codes for a session at a place. `key` is its idempotency key."""

    key: uuid.UUID
    place: uuid.UUID
    codes: Sequence[Code]
    session: Session

    def content(self) -> dict[str, Any]:
        """What two calls with the same key must have in common."""
        return {
            "place": str(self.place),
            "codes": [readings.content_of(code) for code in self.codes],
            "held_at": self.session.held_at.astimezone(dt.UTC).isoformat(),
            "service": self.session.service.value,
            "mode": self.session.mode.value,
            "minutes": self.session.minutes,
        }


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What redeeming would answer for one code; `refusal` is None for a pass that may be spent."""

    position: int
    number: str | None
    refusal: NotRedeemed | None


def redeem(attempt: Attempt, *, presenter: Presenter, by: Author, real_at: dt.datetime) -> Answer:
    """Spend the passes, or answer why not; the same key gives the same answer for ever.

    `by.at` is the clock of the programme, `real_at` the real one. Raises the temporary refusals,
    which are never stored: `same_code_twice`, `key_reused`, `in_progress`, `busy`,
    `too_many_wrong_codes`.
    """
    _refuse_same_code_twice(attempt.codes)
    try:
        return _redeem_in_transaction(attempt, presenter, by=by, real_at=real_at)
    except IntegrityError:
        # A carnet was blocked after its pass was checked: the database refused, check again.
        return _redeem_in_transaction(attempt, presenter, by=by, real_at=real_at)
    except OperationalError as error:
        if busy := idempotency_keys.busy_refusal(error):
            raise busy from error
        raise


def check(
    place: uuid.UUID,
    codes: Sequence[Code | MistypedCode],
    *,
    presenter: Presenter,
    at: dt.datetime,
    real_at: dt.datetime,
) -> list[CheckResult]:
    """What redeeming now would answer for each code. Writes nothing but the wrong codes.

    Raises `too_many_wrong_codes`.
    """
    wrong_codes.refuse_if_too_many(presenter, real_at=real_at)
    read = [code for code in codes if not isinstance(code, MistypedCode)]
    with readings.local_time_of(read):
        times = _session_times(at, at)
        try:
            qualified = readings.qualified_place(presenter.organisation_id, place, times)
            checked = iter(_check_codes(read, qualified, times, presenter.account))
        except NotRedeemed as refusal:
            checked = repeat((None, refusal))
    results = [
        CheckResult(position, None, code)
        if isinstance(code, MistypedCode)
        else CheckResult(position, *next(checked))
        for position, code in enumerate(codes)
    ]
    wrong = sum(isinstance(result.refusal, UnknownCode) for result in results)
    wrong_codes.record(presenter, wrong)
    return results


@transaction.atomic
def _redeem_in_transaction(
    attempt: Attempt, presenter: Presenter, *, by: Author, real_at: dt.datetime
) -> Answer:
    digest = idempotency_keys.fingerprint(attempt.content())
    key_id = idempotency_keys.insert(presenter, attempt.key, digest)
    if key_id is None:
        return idempotency_keys.stored_answer(presenter, attempt.key, digest)
    wrong_codes.refuse_if_too_many(presenter, real_at=real_at)
    answer = _spend_or_refuse(attempt, presenter, by=by)
    return idempotency_keys.store_answer(key_id, answer)


def _spend_or_refuse(attempt: Attempt, presenter: Presenter, *, by: Author) -> Answer:
    with readings.local_time_of(attempt.codes):
        times = _session_times(attempt.session.held_at, by.at)
        try:
            place = readings.qualified_place(presenter.organisation_id, attempt.place, times)
            passes = _accepted_passes(attempt.codes, place, times, presenter.account)
        except NotRedeemed as refusal:
            if isinstance(refusal, UnknownCode):
                wrong_codes.record(presenter)
            return Answer(refusal.status, problem_document(refusal))
    account = presenter.account
    redemption = _spend(passes, attempt.session, place.place, times, account, by=by)
    return Answer(201, _answer_body(redemption, passes))


def _accepted_passes(
    codes: Sequence[Code], place: QualifiedPlace, times: SessionTimes, account: int | None
) -> list[Pass]:
    """The passes of all the codes, locked until the transaction ends; raises the first refusal."""
    listed = readings.match_passes(codes, times.held_on, querysets.locked)
    for _, refusal in readings.refusals(listed, place, times, account):
        if refusal is not None:
            raise refusal
    passes = [one.matching_pass for one in listed if one.matching_pass is not None]
    readings.refuse_outside_window(times, place.windows[passes[0].programme_id])
    return passes


def _spend(
    passes: Sequence[Pass],
    session: Session,
    place: Place,
    times: SessionTimes,
    account: int | None,
    *,
    by: Author,
) -> Redemption:
    public_id = uuid.uuid4()
    programme, carnets = passes[0].programme, {one.carnet for one in passes}
    redemption = Redemption.objects.create(
        public_id=public_id,
        programme=programme,
        place=place,
        receipt=receipt_number(public_id),
        received_by=by.label,
        account_id=account,
        carnet=carnets.pop() if len(carnets) == 1 else None,
        passes_count=len(passes),
        amount=programme.face_value * len(passes),
        **(asdict(session) | asdict(times)),
    )
    RedeemedPass.objects.bulk_create(
        RedeemedPass(redemption=redemption, redeemed_pass=one, value=programme.face_value)
        for one in passes
    )
    for one in passes:
        check_move(PASS_MOVES, PassState(one.state), PassState.SPENT)
    Pass.objects.filter(pk__in=[one.pk for one in passes]).update(state=PassState.SPENT)
    numbers = [number_of(one) for one in passes]
    journal.record("redemption.recorded", redemption, by=by, passes=numbers)
    return redemption


def _check_codes(
    codes: Sequence[Code], place: QualifiedPlace, times: SessionTimes, account: int | None
) -> list[tuple[str | None, NotRedeemed | None]]:
    """The number and the refusal of each code; a code already seen in the list is refused."""
    listed = readings.match_passes(codes, times.held_on, lock=lambda passes: passes)
    found: list[tuple[str | None, NotRedeemed | None]] = []
    seen: set[str | None] = set()
    for one, refusal in readings.refusals(listed, place, times, account):
        is_again = one.number is not None and one.number in seen
        found.append((one.number, SameCodeTwice(position=one.position) if is_again else refusal))
        seen.add(one.number)
    return found


def _session_times(held_at: dt.datetime, at: dt.datetime) -> SessionTimes:
    return SessionTimes(held_at, legal_day(held_at), at, legal_day(at))


def _refuse_same_code_twice(codes: Sequence[Code]) -> None:
    """Refuse `same_code_twice`, even when one is typed and the other scanned."""
    seen: set[str] = set()
    for position, code in enumerate(codes):
        same = code.text if isinstance(code, ForgedQr) else code.number
        if same in seen:
            raise SameCodeTwice(position=position)
        seen.add(same)


def _answer_body(redemption: Redemption, passes: Sequence[Pass]) -> dict[str, Any]:
    value = f"{redemption.programme.face_value:.2f}"
    return {
        "id": str(redemption.public_id),
        "passes": [{"number": number_of(one), "value": value} for one in passes],
        "receipt": redemption.receipt,
    }
