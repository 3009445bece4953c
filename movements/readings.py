"""Which carnets a shipment carries, which are still on their way, and which may be sent."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from distribution import rules
from distribution.enums import LineKind
from distribution.models import Carnet, Depot, Shipment
from distribution.rules import Ranges


def ranges_sent(shipment: Shipment) -> list[tuple[int, int]]:
    """The ranges of carnets that left the source."""
    return _ranges(shipment, is_sent=True)


def ranges_on_the_way(shipment: Shipment) -> list[tuple[int, int]]:
    """Those that are neither received nor back."""
    return rules.less(ranges_sent(shipment), _ranges(shipment, is_sent=False))


def _ranges(shipment: Shipment, *, is_sent: bool) -> list[tuple[int, int]]:
    lines = [one for one in shipment.lines.all() if (one.kind == LineKind.DISPATCH) == is_sent]
    return rules.joined((line.first_carnet, line.last_carnet) for line in lines)


def first_in_service(depot: Depot, carnets: int | None, on: dt.date) -> list[tuple[int, int]]:
    """The first carnets of a store that may be handed out, `carnets` at most."""
    ready = Carnet.objects.held_by(depot).in_service(on).order_by("number")
    return rules.ranges(ready.values_list("number", flat=True)[:carnets])


def is_held(depot: Depot, ranges: Ranges) -> bool:
    """Whether a store has all these carnets."""
    held = Carnet.objects.held_by(depot)
    return all(
        held.filter(number__range=one).count() == rules.size([one]) for one in rules.joined(ranges)
    )


@dataclass(frozen=True, slots=True)
class Excess:
    """What carnets that enter a store would exceed, in a sentence, and whether it refuses them."""

    said: str
    is_refused: bool


Limit = Callable[[Depot, Decimal, dt.date], Excess | None]
_LIMITS: list[Limit] = []


def register_limit(limit: Limit) -> None:
    """Register what a store may hold: the app that keeps it gives what an amount would exceed."""
    _LIMITS.append(limit)


def excesses(depot: Depot, amount: Decimal, on: dt.date) -> list[Excess]:
    """What passes of an amount would exceed if they were sent to a store on a day."""
    return [found for limit in _LIMITS if (found := limit(depot, amount, on)) is not None]
