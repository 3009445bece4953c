"""Read the codes presented for a session, find their passes, and say what refuses each of them;
what the devices redeemed, and for whom they work.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import User
from audit.actors import ActorKind
from audit.models import Event
from distribution import codes
from distribution.codes import Batch, ForgedCode
from distribution.enums import PassState
from distribution.models import Pass
from mediation import querysets
from mediation.enums import OwnerKind, Reason
from mediation.models import Device, RedeemedPass, Redemption
from mediation.rules import passes, sentences
from mediation.rules.redemptions import is_outside_window
from mediation.rules.refusals import (
    MistypedCode,
    OutsideWindow,
    PassRefused,
    PlaceNotQualified,
    PlaceNotYours,
    UnknownCode,
)
from places.models import Place
from programmes.models import Participation, Programme

Owner = tuple[str, int]
Lock = Callable[[QuerySet[Pass]], QuerySet[Pass]]


@dataclass(frozen=True, slots=True)
class ForgedQr:
    """The text of a QR code that none of our keys signed: no pass matches it."""

    text: str = field(repr=False)


Code = codes.Presented | ForgedQr


@dataclass(frozen=True, slots=True)
class QualifiedPlace:
    """The place of a session and the programmes that qualify it on that day.

    `windows` gives, by programme id, how many days after a session its passes may be redeemed.
    """

    place: Place
    windows: dict[int, int]


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When the session was held, and when we receive it: the instants and their legal days."""

    held_at: dt.datetime
    held_on: dt.date
    received_at: dt.datetime
    received_on: dt.date


@dataclass(frozen=True, slots=True)
class ListedCode:
    """The position of a code in the list, from 0, and the pass that it matches, if any."""

    position: int
    matching_pass: Pass | None

    @property
    def number(self) -> str | None:
        """The number of the pass."""
        return None if self.matching_pass is None else number_of(self.matching_pass)


def number_of(one: Pass) -> str:
    """The number of a pass: the letter of its programme and eight digits."""
    return codes.number(one.programme.letter, one.serial)


def read_code(text: str, position: int) -> Code:
    """A code, typed or scanned. Refuses `mistyped_code`, without asking the database."""
    try:
        return codes.parse(text, codes.keyring())
    except codes.MistypedCode:
        raise MistypedCode(position=position) from None
    except ForgedCode:
        return ForgedQr(text)


def local_time_of(presented: Iterable[Code]) -> AbstractContextManager[None]:
    """Within a `with`, days and hours are those of the programme whose passes pay the session: that
    of the first code. A code that no programme has changes nothing.
    """
    letter = next((one.letter for one in presented if not isinstance(one, ForgedQr)), None)
    programme = letter and Programme.objects.filter(letter=letter).first()
    return programme.local_time() if programme else nullcontext()


def content_of(code: Code) -> list[str]:
    """What tells whether two calls present the same code."""
    if isinstance(code, ForgedQr):
        return [code.text]
    return [code.number, code.secret.hex()]


def qualified_place(
    organisation_id: int, place_id: uuid.UUID, times: SessionTimes
) -> QualifiedPlace:
    """The place of the session, if it is the organisation's and qualified that day.

    Refuses `place_not_yours`, `place_not_qualified`, `outside_window`.
    """
    own_places = querysets.places_with_programmes(organisation_id, times.held_on)
    place = own_places.filter(public_id=place_id).first()
    if place is None:
        raise PlaceNotYours
    windows = {found["id"]: found["window"] for found in place.accepted}  # type: ignore[attr-defined]
    if not windows:
        raise PlaceNotQualified(sentences.place_not_qualified(times.held_on))
    refuse_outside_window(times, max(windows.values()))
    return QualifiedPlace(place, windows)


def refuse_outside_window(times: SessionTimes, days: int) -> None:
    """Refuse `outside_window`: a session to come, or held more than some days ago."""
    if is_outside_window(times.held_at, times.received_at, days):
        raise OutsideWindow(sentences.outside_window(times.held_at, times.received_at, days))


def match_passes(presented: Sequence[Code], day: dt.date, lock: Lock) -> list[ListedCode]:
    """Each code of the list with its pass; None for an unknown number or a wrong secret.

    `lock` is applied to the query of the passes: it takes them until the transaction ends, or
    leaves them free.
    """
    numbers = {(code.letter, code.serial) for code in presented if not isinstance(code, ForgedQr)}
    found = lock(querysets.passes_numbered(numbers, day))
    by_number = {number_of(one): one for one in found}
    matches = [_matching_pass(code, by_number) for code in presented]
    return [ListedCode(position, match) for position, match in enumerate(matches)]


def refusals(
    listed: Sequence[ListedCode], place: QualifiedPlace, times: SessionTimes, account: int | None
) -> Iterator[tuple[ListedCode, PassRefused | None]]:
    """Each code of the list with what refuses it from an account, or None.

    A session is paid by the passes of one programme: that of the first pass.
    """
    found = [one.matching_pass for one in listed if one.matching_pass is not None]
    previous_uses = _previous_uses(found, place.place)
    for one in listed:
        if one.matching_pass is None:
            yield one, UnknownCode(position=one.position)
        elif why := _why_refused(one.matching_pass, place, times, previous_uses, account):
            yield one, PassRefused(*why, position=one.position, number=one.number)
        elif one.matching_pass.programme_id != found[0].programme_id:
            mixed = Reason.WRONG_PROGRAMME, sentences.mixed_programmes(number_of(one.matching_pass))
            yield one, PassRefused(*mixed, position=one.position, number=one.number)
        else:
            yield one, None


def situation_of(one: Pass) -> passes.PassSituation:
    """The situation of a pass found by `querysets.passes_numbered`."""
    carnet = one.carnet
    order = carnet.lot.order
    return passes.PassSituation(
        programme_id=one.programme_id,
        pass_state=one.state,
        carnet_state=carnet.state,
        lot_state=carnet.lot.state,
        handed_on=carnet.hand_out.handed_on if carnet.hand_out else None,
        handed_by=carnet.hand_out.account_id if carnet.hand_out else None,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        tolerance_days=one.programme.tolerance_days,
        opens_on=one.opens_on,  # type: ignore[attr-defined]
        closes_on=one.closes_on,  # type: ignore[attr-defined]
    )


def redeemed_by_devices(
    programme: Programme, on: dt.date, pairs: Collection[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """How many passes the devices of an organisation redeemed that day, of carnets that an account
    handed out, for each of these pairs of both.
    """
    by_device = Event.objects.filter(
        verb="redemption.recorded",
        subject_type=Redemption._meta.label_lower,  # noqa: SLF001 the documented meta API
        subject_id=OuterRef("redemption"),
        actor_kind=ActorKind.DEVICE,
    )
    account = "redeemed_pass__carnet__hand_out__account"
    organisation = "redemption__place__structure__organisation"
    counted = (
        RedeemedPass.objects.filter(
            Exists(by_device),
            redemption__programme=programme,
            redemption__received_on=on,
            **{f"{account}__in": [user for user, _ in pairs]},
        )
        .order_by(account, organisation)
        .values_list(account, organisation)
        .annotate(times=Count("pk"))
    )
    return [row for row in counted if row[:2] in pairs]


def works_of(owners: set[Owner]) -> dict[Owner, list[tuple[int, str]]]:
    """By owner: each programme that it works for, with its name."""
    of_kind = {kind: [pk for owner, pk in owners if owner == kind] for kind in OwnerKind}
    works: dict[Owner, tuple[str, set[int]]] = {}
    devices = Device.objects.filter(pk__in=of_kind[OwnerKind.DEVICE])
    for device in devices.select_related("structure__organisation").order_by("pk"):
        organisation = device.structure.organisation
        name = f"{device}, {organisation}"
        works[OwnerKind.DEVICE, device.pk] = name, {organisation.pk}
    users = User.objects.filter(pk__in=of_kind[OwnerKind.USER]).order_by("pk")
    for user in users.prefetch_related("memberships"):
        held = {one.organisation_id for one in user.memberships.all()}
        works[OwnerKind.USER, user.pk] = str(user), held
    hosts = {pk for _, organisations in works.values() for pk in organisations}
    programmes: dict[int, set[int]] = defaultdict(set)
    for one in Participation.objects.filter(organisation__in=hosts).order_by("pk"):
        programmes[one.organisation_id].add(one.programme_id)
    return defaultdict(list) | {
        owner: [(pk, name) for pk in sorted(set().union(*(programmes[one] for one in held)))]
        for owner, (name, held) in works.items()
    }


def _why_refused(
    one: Pass,
    place: QualifiedPlace,
    times: SessionTimes,
    previous_uses: dict[int, sentences.PreviousUse],
    account: int | None,
) -> tuple[Reason, str] | None:
    """The reason to refuse a pass by itself, and its sentence."""
    situation, accepted = situation_of(one), place.windows.keys()
    reason = passes.reason_to_refuse(
        situation,
        accepted=accepted,
        held_on=times.held_on,
        received_on=times.received_on,
        account=account,
    )
    if reason is None:
        return None
    refused = sentences.RefusedPass(
        number=number_of(one),
        held_on=times.held_on,
        at=times.received_at,
        hotline=one.programme.hotline,
        previous_use=previous_uses.get(one.pk),
    )
    return reason, sentences.pass_refused(reason, situation, refused)


def _previous_uses(found: Sequence[Pass], place: Place) -> dict[int, sentences.PreviousUse]:
    """When and where the spent passes were spent, by id; no query when none is spent."""
    spent = [one.pk for one in found if one.state in {PassState.SPENT, PassState.PAID}]
    if not spent:
        return {}
    redeemed = RedeemedPass.objects.filter(redeemed_pass__in=spent).select_related("redemption")
    return {
        one.redeemed_pass_id: sentences.PreviousUse(
            held_at=one.redemption.held_at,
            received_at=one.redemption.received_at,
            is_here=one.redemption.place_id == place.pk,
        )
        for one in redeemed
    }


def _matching_pass(code: Code, by_number: dict[str, Pass]) -> Pass | None:
    if isinstance(code, ForgedQr):
        return None
    found = by_number.get(code.number)
    if found is None:
        return None
    lot = found.carnet.lot  # its own `batch` would ask for its programme
    batch = Batch(code.letter, lot.first_serial, lot.key_id)
    return found if codes.keyring().is_secret_of(code, batch) else None
