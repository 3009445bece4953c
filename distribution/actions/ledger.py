"""What every move of carnets shares: take the range, write the line, say who holds it now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from audit.actors import Actor
from common.errors import Refusal
from common.formats import count, day
from conventions.models import Programme
from distribution.enums import STORES, CarnetState, DepotKind, LineKind
from distribution.models import Carnet, Depot, HandOut, StockLine


class NotInDepot(Refusal):
    """The depot does not hold all these carnets."""

    code = "not_in_depot"


class TooEarly(Refusal):
    """A day precedes what must have happened before."""

    code = "too_early"


class OtherProgramme(Refusal):
    """The rows belong to two programmes."""

    code = "other_programme"


@dataclass(frozen=True, slots=True)
class Move:
    """A range leaves a depot for another: why, on which legal day."""

    kind: LineKind
    source: Depot
    destination: Depot
    on: dt.date
    hand_out: HandOut | None = None
    reverses: StockLine | None = None
    reason: str = ""


def exit_of(programme: Programme, kind: DepotKind) -> Depot:
    """Where carnets leave the stock, opened on first need."""
    depot, _ = Depot.objects.get_or_create(
        programme=programme, kind=kind, defaults={"code": kind.value, "name": kind.label}
    )
    return depot


def lock(*depots: Depot) -> None:
    """Take the depots in pk order: the moves of each come one after the other."""
    taken = Depot.objects.filter(pk__in=[depot.pk for depot in depots]).order_by("pk")
    list(taken.select_for_update(of=("self",), no_key=True))


def held_range(depot: Depot, first: int, last: int) -> list[Carnet]:
    """Take the carnets from `first` to `last`; refuse unless the depot has them all in stock."""
    carnets = list(
        Carnet.objects.held_by(depot)
        .filter(number__range=(first, last))
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .select_related("lot")
    )
    if first > last or len(carnets) != last - first + 1:
        named = _named(first, last)
        raise NotInDepot(
            f"{depot} ne détient pas {named}. Vérifiez les numéros sur les carnets.",
            field="first_carnet",
        )
    return carnets


def post(carnets: Sequence[Carnet], move: Move, *, by: Actor, at: dt.datetime) -> StockLine:
    """Write one line for a run of carnets, and their new holder; refuse a day before the last."""
    programme, passes = move.source.programme, sum(c.lot.passes_per_carnet for c in carnets)
    first, last = carnets[0].number, carnets[-1].number
    _check_day(programme, first, last, move.on)
    line = StockLine.objects.create(
        programme=programme,
        kind=move.kind,
        moved_on=move.on,
        moved_at=at,
        source=move.source,
        destination=move.destination,
        first_carnet=first,
        last_carnet=last,
        carnets=len(carnets),
        passes=passes,
        amount=passes * programme.face_value,
        hand_out=move.hand_out,
        reverses=move.reverses,
        reason=move.reason,
        moved_by=by.label,
    )
    _give([carnet.pk for carnet in carnets], move)
    return line


def runs(carnets: Sequence[Carnet]) -> list[list[Carnet]]:
    """Carnets sorted by number, cut where a number is missing."""
    found: list[list[Carnet]] = []
    for carnet in sorted(carnets, key=lambda one: one.number):
        if found and found[-1][-1].number + 1 == carnet.number:
            found[-1].append(carnet)
        else:
            found.append([carnet])
    return found


def check_store(depot: Depot, programme: Programme) -> None:
    """Refuse a depot of another programme, or one that keeps no stock."""
    if depot.programme_id != programme.pk:
        raise OtherProgramme(f"{depot} n’est pas un dépôt de ce programme.")
    if depot.kind not in STORES:
        raise NotInDepot(f"{depot} n’est pas un lieu de stock.")


def _give(ids: list[int], move: Move) -> None:
    state = {
        DepotKind.BENEFICIARIES: CarnetState.HANDED_OUT,
        DepotKind.LOST: CarnetState.LOST,
    }.get(DepotKind(move.destination.kind), CarnetState.IN_STOCK)
    handed = state == CarnetState.HANDED_OUT
    Carnet.objects.filter(pk__in=ids).update(
        state=state,
        depot=None if handed else move.destination,
        hand_out=move.hand_out if handed else None,
    )


def _check_day(programme: Programme, first: int, last: int, on: dt.date) -> None:
    lines = StockLine.objects.of_carnets(programme, first, last)
    latest = lines.aggregate(latest=Max("moved_on"))["latest"]
    if latest is not None and on < latest:
        raise TooEarly(
            f"Le dernier mouvement de ces carnets date du {day(latest)}\u00a0: "
            "indiquez ce jour ou un jour suivant.",
            field="on",
        )


def _named(first: int, last: int) -> str:
    if first == last:
        return f"le carnet n°\u00a0{first:05d}"
    if first > last:
        return f"de carnets du n°\u00a0{first:05d} au n°\u00a0{last:05d}"
    return f"{count(last - first + 1, 'carnet')} du n°\u00a0{first:05d} au n°\u00a0{last:05d}"
