"""What may be drawn, by name, as it was recorded at the end of a day."""

from collections.abc import Iterator

from django.db.models import Case, Q, When

from common.formats import end_of_day
from counts.rules import balance
from distribution.enums import STORES
from distribution.models import HandOut, StockLine
from sampling import rules
from sampling.enums import Population
from sampling.models import Draw
from sampling.rules import Drawn


def drawn(draw: Draw) -> Drawn:
    """Draw, or draw again: the same rows and the same seed give the same sample."""
    names = _receipts(draw) if draw.population == Population.HAND_OUTS else _numbers(draw)
    return rules.draw(draw.seed, names, draw.size)


def _receipts(draw: Draw) -> Iterator[str]:
    """Of the hand-outs, those taken back too: their papers are kept."""
    rows = HandOut.objects.filter(
        programme=draw.programme_id, handed_at__lte=end_of_day(draw.known_on)
    )
    if draw.depot_id:
        rows = rows.filter(depot=draw.depot_id)
    if draw.starts_on:
        rows = rows.filter(handed_on__gte=draw.starts_on)
    if draw.ends_on:
        rows = rows.filter(handed_on__lte=draw.ends_on)
    ordered = rows.order_by("receipt_year", "receipt_number")
    for one in ordered.only("receipt_year", "receipt_number").iterator():
        yield one.receipt


def _numbers(draw: Draw) -> Iterator[str]:
    """Of the carnets that the ledger has in the stores, or in one."""
    rows = StockLine.objects.filter(
        programme=draw.programme_id, moved_at__lte=end_of_day(draw.known_on)
    )
    held = {"depot": draw.depot_id} if draw.depot_id else {}
    into, out = (_end(side, **held) for side in ("destination", "source"))
    moves = (
        (first, last, is_in - is_out)
        for first, last, is_in, is_out in rows.values_list(
            "first_carnet", "last_carnet", into, out
        ).order_by()
    )
    for first, last in balance(moves):
        for number in range(first, last + 1):
            yield f"{number:05d}"


def _end(side: str, depot: int | None = None) -> Case:
    """1 where a line begins or ends in the stores, or in one."""
    inside = Q(**{side: depot}) if depot else Q(**{f"{side}__kind__in": STORES})
    return Case(When(inside, then=1), default=0)
