"""The account of depots over a period, as a sum: opening, each kind of movement, closing."""

import datetime as dt
from dataclasses import dataclass

from common.formats import MINUS, NBSP, count, day, number
from common.gauges import Bar, waterfall
from distribution.enums import LineKind
from distribution.readings.depots import OPENING, Moved
from distribution.tables import AccountTable

NAMES: dict[str, str] = {
    LineKind.DELIVERY: "Livraisons de l’émetteur",
    LineKind.TRANSFER: "Transferts entre dépôts",
    LineKind.DISPATCH: "Envois entre dépôts",
    LineKind.RECEIPT: "Réceptions d’envois",
    LineKind.HAND_OUT: "Remises aux ayants droit",
    LineKind.RETURN: "Retours d’envois",
    LineKind.LOSS: "Pertes ou vols",
    LineKind.REVERSAL: "Contre-passations",
    LineKind.EXPIRY: "Fins de validité",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an account; `is_change` tells a movement from a balance."""

    name: str
    moved: Moved
    bar: Bar
    is_change: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `title` is its sum in carnets."""

    title: str
    table: AccountTable


def account_of(
    found: dict[str, Moved], start: dt.date, end: dt.date, *, caption: str, in_parts: bool = False
) -> Account:
    """What depots hold together before the first day, what moved, what they hold after the last:
    `found` is what `Flows.by_kind` says of them.

    `in_parts` tells the carnets of the régies apart from those of the other depots, and from those
    on their way if there were some.
    """
    opening, closing = found.pop(OPENING, Moved()), Moved()
    for one in (opening, *found.values()):
        closing.add(one)
    kinds = sorted(found, key=lambda kind: (found[kind].carnets < 0, [*NAMES].index(kind)))
    changes = [found[kind].carnets for kind in kinds]
    first, *bars, last = waterfall(opening.carnets, changes)
    lines = [
        Line(f"Au début du {day(start)}", opening, first, is_change=False),
        *(Line(NAMES[kind], found[kind], drawn) for kind, drawn in zip(kinds, bars, strict=True)),
    ]
    final = Line(f"À la fin du {day(end)}", closing, last, is_change=False)
    table = AccountTable(lines, final, caption=caption, in_parts=in_parts)
    return Account(_title(opening.carnets, changes, closing.carnets), table)


def _title(opening: int, changes: list[int], closing: int) -> str:
    """`1 648 + 1 000 − 160 = 2 488 carnets`."""
    said = count(closing, "carnet")
    if not any(changes):
        return f"{said}, comme au début" if changes else f"{said}, aucun mouvement"
    signed = [f"{MINUS if one < 0 else '+'}{NBSP}{number(abs(one))}" for one in changes if one]
    return f"{' '.join([number(opening), *signed])} ={NBSP}{said}"
