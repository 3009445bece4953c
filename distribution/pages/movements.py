"""The last movements of the stock, as a page tells them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from common.formats import count, day, day_short, number, signed
from common.http import address
from common.periods import WEEK
from distribution.enums import STORES, LineKind
from distribution.models import Depot
from distribution.querysets import StockLineQuerySet
from distribution.readings.ledger import Movement, last_movements
from distribution.rules import range_in_words
from distribution.tables import MovementTable

MOST_SHOWN = 12
MOST_RANGES = 3


@dataclass(frozen=True, slots=True)
class MovementLine:
    """A movement in words, with the day of the ledger where it is read."""

    moved_on: dt.date
    what: str
    url: str
    numbers: str
    carnets: str
    euros: str


def latest(lines: StockLineQuerySet, stores: Collection[Depot], on: dt.date) -> MovementTable:
    """The movements of the seven days that end on a day, the last ones if they are many."""
    first = on - WEEK + dt.timedelta(days=1)
    found = last_movements(lines.between(first, on), stores, MOST_SHOWN)
    if len(found) == MOST_SHOWN:
        first = found[-1].moved_on
    since = f"Depuis le {day(first)}, les derniers d’abord. Une remise sort du stock."
    held = {store.pk for store in stores if store.kind in STORES}
    return MovementTable([_line(one, held) for one in found], caption=since)


def _line(one: Movement, held: Collection[int]) -> MovementLine:
    ledger = one.destination if one.destination.pk in held else one.source
    url = address("distribution:depot", ledger.public_id)
    on = day_short(one.moved_on)
    return MovementLine(
        one.moved_on,
        _in_words(one),
        f"{url}?du={on}&au={on}#grand-livre",
        _numbers(one),
        signed(one.sign * one.carnets) if one.sign else number(one.carnets),
        signed(one.sign * one.euros, 2) if one.sign else number(one.euros, 2),
    )


def _in_words(one: Movement) -> str:
    """`MDS de Lens, 5 remises`, `Transfert, Régie départementale vers MDS de Lens`."""
    if one.kind == LineKind.HAND_OUT:
        return f"{one.source}, {count(one.hand_outs, 'remise')}"
    ends = [f"{depot}" for depot in (one.source, one.destination) if depot.kind in STORES]
    return f"{one.kind.label}, {' vers '.join(ends)}"


def _numbers(one: Movement) -> str:
    said = [range_in_words(*pair) for pair in one.numbers[:MOST_RANGES]]
    more = len(one.numbers) - len(said)
    return ", ".join(said) + (f" et {count(more, 'autre suite')}" if more else "")
