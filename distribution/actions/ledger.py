"""Write lines of the stock ledger: transfers, losses, reversals, and any other movement."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max

from audit import journal
from audit.actors import Author
from common.errors import NirFound, ReasonMissing, Refusal
from common.formats import count
from common.nir import contains_nir
from common.past_days import check_day
from distribution.actions import depots
from distribution.enums import CarnetState, DepotKind, LineKind, PassState
from distribution.models import Carnet, Depot, HandOut, Pass, StockLine
from distribution.readings.depots import NotInDepot, check_store
from programmes.models import Programme

REVERSIBLE = [LineKind.TRANSFER, LineKind.HAND_OUT, LineKind.LOSS]


class SameDepot(Refusal):
    """Carnets do not move from a depot to itself."""


class NotReversible(Refusal):
    """The line was reversed, or is of a kind that no reversal corrects."""


class MovedSince(Refusal):
    """The carnets of the line have moved again."""


class PassSpent(Refusal):
    """A pass of the carnet is spent: the person keeps the carnet."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement of carnets from a depot to another, before its line is written."""

    kind: LineKind
    source: Depot
    destination: Depot
    on: dt.date
    hand_out: HandOut | None = None
    reverses: StockLine | None = None
    reason: str = ""


class MovedRange(TypedDict):
    """A range of carnets, both ends included, and the legal day of its movement."""

    first_carnet: int
    last_carnet: int
    on: dt.date
    reason: NotRequired[str]


@transaction.atomic
def transfer(
    programme: Programme,
    *,
    source: Depot,
    destination: Depot,
    by: Author,
    **moved_range: Unpack[MovedRange],
) -> StockLine:
    """Move carnets between two stores of the programme."""
    reason = moved_range.get("reason", "")
    for depot in (source, destination):
        check_store(depot, programme)
    if source.pk == destination.pk:
        raise SameDepot("Choisissez deux dépôts différents.", field="destination")
    _check_text(reason)
    depots.lock(source, destination)
    carnets = lock_range(source, moved_range["first_carnet"], moved_range["last_carnet"])
    movement = Movement(LineKind.TRANSFER, source, destination, moved_range["on"], reason=reason)
    return _record(add_line(carnets, movement, by=by), by=by)


@transaction.atomic
def declare_lost(
    depot: Depot, *, first_carnet: int, last_carnet: int, on: dt.date, reason: str, by: Author
) -> StockLine:
    """Take out of a store carnets that are lost or stolen; the reason names the report made."""
    check_store(depot, depot.programme)
    _check_reason(reason)
    lost = depots.exit_depot(depot.programme, DepotKind.LOST)
    depots.lock(depot, lost)
    carnets = lock_range(depot, first_carnet, last_carnet)
    movement = Movement(LineKind.LOSS, depot, lost, on, reason=reason)
    return _record(add_line(carnets, movement, by=by), by=by)


@transaction.atomic
def reverse(line: StockLine, *, on: dt.date, reason: str, by: Author) -> StockLine:
    """Correct a transfer, a hand-out or a loss: the same range goes back, the line stays."""
    line = StockLine.objects.select_related(
        "source__programme", "destination__programme", "hand_out"
    ).get(pk=line.pk)
    _check_reason(reason)
    depots.lock(line.source, line.destination)
    if line.kind not in REVERSIBLE or StockLine.objects.filter(reverses=line).exists():
        raise NotReversible("Cette ligne a déjà été contre-passée, ou ne se contre-passe pas.")
    carnets = _lock_unmoved_carnets(line)
    movement = Movement(
        LineKind.REVERSAL,
        line.destination,
        line.source,
        on,
        hand_out=line.hand_out,
        reverses=line,
        reason=reason,
    )
    return _record(add_line(carnets, movement, by=by), by=by)


def lock_range(depot: Depot, first: int, last: int) -> list[Carnet]:
    """Lock the carnets from `first` to `last`; refuse unless the depot has them all in stock."""
    carnets = list(
        Carnet.objects.held_by(depot)
        .filter(number__range=(first, last))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .select_related("lot")
    )
    if first > last or len(carnets) != last - first + 1:
        named = _range_in_words(first, last)
        raise NotInDepot(
            f"{depot} ne détient pas {named}. Vérifiez les numéros sur les carnets.",
            field="first_carnet",
        )
    return carnets


def add_line(carnets: Sequence[Carnet], movement: Movement, *, by: Author) -> StockLine:
    """Write the line of a continuous range of carnets and set their new holder.

    Refuses a day before the last movement of these carnets.
    """
    programme, passes = movement.source.programme, sum(c.lot.passes_per_carnet for c in carnets)
    first, last = carnets[0].number, carnets[-1].number
    lines = StockLine.objects.of_carnets(programme, first, last)
    latest = lines.aggregate(latest=Max("moved_on"))["latest"]
    after = {"le dernier de ces carnets": latest}
    check_day("Le mouvement", movement.on, by.at, years=programme.years, after=after)
    line = StockLine.objects.create(
        programme=programme,
        kind=movement.kind,
        moved_on=movement.on,
        moved_at=by.at,
        source=movement.source,
        destination=movement.destination,
        first_carnet=first,
        last_carnet=last,
        carnets=len(carnets),
        passes=passes,
        amount=passes * programme.face_value,
        hand_out=movement.hand_out,
        reverses=movement.reverses,
        reason=movement.reason,
        moved_by=by.label,
    )
    _set_holder([carnet.pk for carnet in carnets], movement)
    return line


def split_into_ranges(carnets: Sequence[Carnet]) -> list[list[Carnet]]:
    """The carnets sorted by number, in lists of continuous numbers."""
    found: list[list[Carnet]] = []
    for carnet in sorted(carnets, key=lambda one: one.number):
        if found and found[-1][-1].number + 1 == carnet.number:
            found[-1].append(carnet)
        else:
            found.append([carnet])
    return found


def _set_holder(ids: list[int], movement: Movement) -> None:
    state = {
        DepotKind.BENEFICIARIES: CarnetState.HANDED_OUT,
        DepotKind.LOST: CarnetState.LOST,
    }.get(DepotKind(movement.destination.kind), CarnetState.IN_STOCK)
    handed = state == CarnetState.HANDED_OUT
    Carnet.objects.filter(pk__in=ids).update(
        state=state,
        depot=None if handed else movement.destination,
        hand_out=movement.hand_out if handed else None,
    )


def _range_in_words(first: int, last: int) -> str:
    if first == last:
        return f"le carnet n°\u00a0{first:05d}"
    if first > last:
        return f"de carnets du n°\u00a0{first:05d} au n°\u00a0{last:05d}"
    return f"{count(last - first + 1, 'carnet')} du n°\u00a0{first:05d} au n°\u00a0{last:05d}"


def _lock_unmoved_carnets(line: StockLine) -> list[Carnet]:
    """Lock the carnets of a line; refuse when one moved since or holds a spent pass."""
    carnets = list(
        Carnet.objects.unmoved_since(line)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .select_related("lot")
    )
    if len(carnets) != line.carnets:
        raise MovedSince("Ces carnets ont bougé depuis\u00a0: corrigez d’abord la ligne suivante.")
    passes = Pass.objects.filter(carnet__in=carnets).order_by("pk")
    taken = passes.select_for_update(of=("self",), no_key=True)
    if any(one.state != PassState.AS_CARNET for one in taken):
        raise PassSpent("Un pass de ces carnets a déjà été utilisé. La remise reste acquise.")
    return carnets


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("Indiquez le motif.", field="reason")
    _check_text(reason)


def _check_text(reason: str) -> None:
    if contains_nir(reason):
        raise NirFound(
            "Ce motif contient un numéro de sécurité sociale (NIR). Retirez-le.", field="reason"
        )


def _record(line: StockLine, *, by: Author) -> StockLine:
    journal.record(
        f"stock.{line.kind}",
        line,
        by=by,
        source=line.source.code,
        destination=line.destination.code,
        carnets=line.carnets,
        passes=line.passes,
        on=line.moved_on.isoformat(),
    )
    return line
