"""Write lines of the stock ledger: transfers, losses, reversals, and any other movement."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from audit import journal
from audit.actors import Author
from common.errors import NirFound, ReasonMissing, Refusal
from common.formats import count
from common.nir import contains_nir
from common.past_days import check_day
from common.saving import lock_all
from distribution.actions import depots
from distribution.enums import CarnetState, DepotKind, LineKind, PassState
from distribution.models import Carnet, Depot, Pass, StockLine
from distribution.readings.depots import NotInDepot, check_store

REVERSIBLE = [LineKind.TRANSFER, LineKind.HAND_OUT, LineKind.LOSS]
# The state of a carnet in a depot that is no store.
STATE_IN = {
    DepotKind.BENEFICIARIES: CarnetState.HANDED_OUT,
    DepotKind.LOST: CarnetState.LOST,
    DepotKind.EXPIRED: CarnetState.EXPIRED,
}


class SameDepot(Refusal):
    """Carnets do not move from a depot to itself."""


class NotReversible(Refusal):
    """The line was reversed, or is of a kind that no reversal corrects."""


class MovedSince(Refusal):
    """The carnets of the line have moved again."""


class CarnetBlocked(Refusal):
    """Carnets that were lost or stolen do not move until they are found."""


class CarnetExpired(Refusal):
    """The carnet was struck off at the end of its validity: it never goes back to stock."""


class PassSpent(Refusal):
    """A pass of the carnet is spent: the person keeps the carnet."""


@transaction.atomic
def transfer(
    source: Depot,
    destination: Depot,
    *,
    first_carnet: int,
    last_carnet: int,
    on: dt.date,
    reason: str = "",
    by: Author,
) -> StockLine:
    """Move carnets, both ends included, between two stores of a programme.

    The caller reads `source` among the depots of the programme in use.
    """
    for depot in (source, destination):
        check_store(depot, source.programme)
    if source.pk == destination.pk:
        raise SameDepot("Choisissez deux dépôts différents.", field="destination")
    check_text(reason)
    depots.lock(source, destination)
    carnets = lock_range(source, first_carnet, last_carnet)
    line = StockLine(kind=LineKind.TRANSFER, moved_on=on, reason=reason)
    return _record(add_line(line, carnets, source, destination, by=by), by=by)


@transaction.atomic
def declare_lost(
    depot: Depot, *, first_carnet: int, last_carnet: int, on: dt.date, reason: str, by: Author
) -> StockLine:
    """Take out of a store carnets that are lost or stolen; the reason names the report made."""
    check_store(depot, depot.programme)
    _check_reason(reason)
    lost = depots.single_depot(depot.programme, DepotKind.LOST)
    depots.lock(depot, lost)
    carnets = lock_range(depot, first_carnet, last_carnet)
    line = StockLine(kind=LineKind.LOSS, moved_on=on, reason=reason)
    return _record(add_line(line, carnets, depot, lost, by=by), by=by)


@transaction.atomic
def reverse(line: StockLine, *, on: dt.date, reason: str, by: Author) -> StockLine:
    """Correct a transfer, a hand-out or a loss."""
    if line.kind not in REVERSIBLE:
        raise NotReversible("Cette ligne ne se contre-passe pas.")
    return send_back(line, on=on, reason=reason, by=by)


@transaction.atomic
def send_back(line: StockLine, *, on: dt.date, reason: str, by: Author) -> StockLine:
    """Reverse a line of any kind: the same range goes back, the line stays."""
    line = StockLine.objects.select_related(
        "source__programme", "destination__programme", "hand_out", "shipment"
    ).get(pk=line.pk)
    _check_reason(reason)
    depots.lock(line.source, line.destination)
    if StockLine.objects.filter(reverses=line).exists():
        raise NotReversible("Cette ligne a déjà été contre-passée.")
    carnets = _lock_unmoved_carnets(line)
    back = StockLine(kind=LineKind.REVERSAL, moved_on=on, reason=reason)
    back.reverses, back.hand_out, back.shipment = line, line.hand_out, line.shipment
    return _record(add_line(back, carnets, line.destination, line.source, by=by), by=by)


def lock_range(depot: Depot, first: int, last: int, *, field: str = "first_carnet") -> list[Carnet]:
    """Lock the carnets from `first` to `last`; refuse unless the depot has them all in stock."""
    held = Carnet.objects.held_by(depot).filter(number__range=(first, last))
    carnets = lock_all(held.select_related("lot"))
    if first > last or len(carnets) != last - first + 1:
        named = _range_in_words(first, last)
        raise NotInDepot(
            f"{depot} ne détient pas {named}. Vérifiez les numéros sur les carnets.",
            field=field,
        )
    return carnets


def add_line(
    line: StockLine, carnets: Sequence[Carnet], source: Depot, destination: Depot, *, by: Author
) -> StockLine:
    """Write the line that moves a continuous range of carnets, and set their new holder.

    `line` says the kind of the movement, its day and why. Refuses a day before the last movement
    of these carnets.
    """
    line.programme, line.source, line.destination = source.programme, source, destination
    line.first_carnet, line.last_carnet = carnets[0].number, carnets[-1].number
    lines = StockLine.objects.of_carnets(line.programme, line.first_carnet, line.last_carnet)
    after = {"le dernier de ces carnets": lines.aggregate(latest=Max("moved_on"))["latest"]}
    check_day("Le mouvement", line.moved_on, by.at, years=line.programme.years, after=after)
    line.carnets, line.passes = len(carnets), sum(c.lot.passes_per_carnet for c in carnets)
    line.amount = line.passes * line.programme.face_value
    line.moved_at, line.moved_by = by.at, by.label
    line.save()
    _set_holder([carnet.pk for carnet in carnets], line)
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


def _set_holder(ids: list[int], line: StockLine) -> None:
    state = STATE_IN.get(DepotKind(line.destination.kind), CarnetState.IN_STOCK)
    handed = state == CarnetState.HANDED_OUT
    depot, hand_out = (None, line.hand_out) if handed else (line.destination, None)
    Carnet.objects.filter(pk__in=ids).update(state=state, depot=depot, hand_out=hand_out)


def _range_in_words(first: int, last: int) -> str:
    if first == last:
        return f"le carnet n°\u00a0{first:05d}"
    if first > last:
        return f"de carnets du n°\u00a0{first:05d} au n°\u00a0{last:05d}"
    return f"{count(last - first + 1, 'carnet')} du n°\u00a0{first:05d} au n°\u00a0{last:05d}"


def _lock_unmoved_carnets(line: StockLine) -> list[Carnet]:
    """Lock the carnets of a line; refuse when one moved since or holds a spent pass."""
    carnets = lock_all(Carnet.objects.unmoved_since(line).select_related("lot"))
    if len(carnets) != line.carnets:
        raise MovedSince("Ces carnets ont bougé depuis\u00a0: corrigez d’abord la ligne suivante.")
    if blocked := [one for one in carnets if one.state == CarnetState.BLOCKED]:
        raise CarnetBlocked(f"{blocked[0]} est bloqué\u00a0: débloquez-le d’abord.")
    if expired := [one for one in carnets if one.state == CarnetState.EXPIRED]:
        raise CarnetExpired(f"{expired[0]} est expiré\u00a0: il ne revient plus en stock.")
    passes = lock_all(Pass.objects.filter(carnet__in=carnets))
    if any(one.state != PassState.AS_CARNET for one in passes):
        raise PassSpent("Un pass de ces carnets a déjà été utilisé. La remise reste acquise.")
    return carnets


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("Indiquez le motif.", field="reason")
    check_text(reason)


def check_text(text: str, field: str = "reason") -> None:
    """Refuse a text that contains a NIR."""
    if contains_nir(text):
        raise NirFound(
            "Ce texte contient un numéro de sécurité sociale (NIR). Retirez-le.", field=field
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
