"""The lots in stock: those in service apart from those that wait for their mandat."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.enums import GRANTS, Permission
from accounts.models import User
from audit.journal import last_change
from common.form_pages import Settled
from common.formats import count, day, euros, number
from common.http import address
from distribution.enums import LotState
from distribution.models import Carnet, Depot, Lot
from distribution.readings.lots import LotInStock, lots_in_stock
from distribution.rules import range_in_words
from distribution.tables import LOT_STATE_FAMILIES, LotInStockTable


def settled(lot: Lot) -> Settled:
    """What is said of a lot that cannot be put in service, or is already."""
    who = last_change(lot, "lot.activated")
    said = "Ce lot n’est pas encore livré."
    if lot.activated_on:
        said = f"Ce lot est en service depuis le {day(lot.activated_on)}. Enregistré {who}."
    url = address("distribution:order", lot.order.public_id)
    return Settled(f"Mettre en service – {lot}", said, url, "Revenir à la commande")


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot in stock: its state on a day, where its carnets are, and the page of its order."""

    held: LotInStock
    on: dt.date
    where: str
    url: str = ""

    @property
    def is_expired(self) -> bool:
        return self.held.lot.order.valid_until < self.on

    @property
    def word(self) -> str:
        return "expiré" if self.is_expired else self.held.lot.get_state_display()

    @property
    def family(self) -> str:
        return "stopped" if self.is_expired else LOT_STATE_FAMILIES[self.held.lot.state]


@dataclass(frozen=True, slots=True)
class Half:
    """The lots in service, or those not yet: how much they hold together."""

    carnets: int
    passes: int
    perimeter: str
    table: LotInStockTable


@dataclass(frozen=True, slots=True)
class Halves:
    """The stock in two parts, and the acts that move lots from the second to the first."""

    in_service: Half
    waiting: Half
    acts: list[tuple[str, str]]
    who: str


def halves_of(user: User, stores: Iterable[Depot], on: dt.date, *, with_links: bool) -> Halves:
    """The lots in stock; `with_links` leads to their orders, `who` names who puts them in service
    when the user does not.
    """
    held = lots_in_stock(stores)
    active = [one for one in held if one.lot.state == LotState.ACTIVE]
    waiting = [one for one in held if one.lot.state != LotState.ACTIVE]
    can_act = user.can(Permission.LOT_ACTIVATE)
    may = [role.label for role, granted in GRANTS.items() if Permission.LOT_ACTIVATE in granted]
    return Halves(
        _half(active, on, with_links=with_links),
        _half(waiting, on, with_links=with_links),
        acts_on([one.lot for one in waiting]) if can_act else [],
        "" if can_act else ", ".join(may),
    )


def held_lots(depot: Depot, on: dt.date) -> LotInStockTable:
    """What a depot holds now, with the numbers of the carnets."""
    by_lot = Carnet.objects.held_by(depot).ranges_by_lot()
    lines = []
    for lot, ranges in by_lot:
        numbers = ", ".join(range_in_words(*pair) for pair in ranges)
        held = LotInStock(lot, 0, sum(last - first + 1 for first, last in ranges))
        lines.append(LotLine(held, on, f"{numbers}. {_validity(lot)}"))
    return LotInStockTable(lines)


def _half(held: Iterable[LotInStock], on: dt.date, *, with_links: bool) -> Half:
    rows = list(held)
    lines = [
        LotLine(
            one,
            on,
            f"{_where(one)}. {_validity(one.lot)}",
            address("distribution:order", one.lot.order.public_id) if with_links else "",
        )
        for one in rows
    ]
    passes, value = sum(one.passes for one in rows), sum(one.euros for one in rows)
    perimeter = f"{count(passes, 'pass')}, {euros(value)}."
    return Half(sum(one.carnets for one in rows), passes, perimeter, LotInStockTable(lines))


def acts_on(lots: Iterable[Lot]) -> list[tuple[str, str]]:
    """The address and the words of what puts each lot in service."""
    return [
        (
            address("distribution:activate-lot", lot.public_id),
            f"Mettre en service le lot {lot.code}",
        )
        for lot in lots
    ]


def _where(held: LotInStock) -> str:
    """`n° 01001 à 02000, en régie`, `340 en régie, 148 dans les dépôts`."""
    lot = held.lot
    if held.carnets == lot.carnets_count and not held.in_regies * held.in_depots:
        numbers = range_in_words(lot.first_carnet, lot.last_carnet)
        return f"{numbers}, {'en régie' if held.in_regies else 'dans les dépôts'}"
    parts = ((held.in_regies, "en régie"), (held.in_depots, "dans les dépôts"))
    return ", ".join(f"{number(carnets)} {place}" for carnets, place in parts if carnets)


def _validity(lot: Lot) -> str:
    if lot.state != LotState.ACTIVE:
        return f"Livrés le {day(lot.delivered_on)}."
    return f"Utilisables jusqu’au {day(lot.order.valid_until)}."
