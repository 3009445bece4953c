"""Which carnets a shipment carries, and which are still on their way."""

from distribution import rules
from distribution.enums import LineKind
from distribution.models import Shipment


def ranges_sent(shipment: Shipment) -> list[tuple[int, int]]:
    """The ranges of carnets that left the source."""
    return _ranges(shipment, is_sent=True)


def ranges_on_the_way(shipment: Shipment) -> list[tuple[int, int]]:
    """Those that are neither received nor back."""
    return rules.less(ranges_sent(shipment), _ranges(shipment, is_sent=False))


def _ranges(shipment: Shipment, *, is_sent: bool) -> list[tuple[int, int]]:
    lines = [one for one in shipment.lines.all() if (one.kind == LineKind.DISPATCH) == is_sent]
    return rules.joined((line.first_carnet, line.last_carnet) for line in lines)
