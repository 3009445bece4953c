"""The lots in stock: those in service apart from those that wait for their mandat."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from accounts.enums import Permission, holders_of
from accounts.models import User
from audit.journal import last_change
from common.form_pages import Settled, Step
from common.formats import count, day, euros, number
from common.http import address
from distribution.enums import WAITING, LotState
from distribution.models import Carnet, Depot, Lot
from distribution.readings.lots import LotInStock, lots_in_stock
from distribution.rules import range_in_words
from distribution.tables import LOT_STATE_FAMILIES, LotInStockTable
from programmes.models import Programme


def settled(act: str, lot: Lot) -> Settled:
    """What is said of a lot of which an act is not open, or no longer."""
    said = {
        LotState.ORDERED: "Ce lot n’est pas encore livré.",
        LotState.PROOF: "Le bon à tirer (BAT) de ce lot attend qu’on le valide.",
        LotState.APPROVED: "Le bon à tirer (BAT) de ce lot est validé.",
        LotState.PRODUCTION: "Ce lot est en fabrication.",
        LotState.DISPATCHED: "Ce lot est expédié\u00a0: il n’est pas encore reçu.",
        LotState.CANCELLED: "Ce lot est annulé\u00a0: ses numéros restent pris, ses carnets n’ont "
        "jamais servi.",
        LotState.DELIVERED: "Aucun mandat n’est proposé pour ce lot.",
        LotState.PROPOSED: f"{proposal_in_words(lot)} Une autre personne la confirme.",
        LotState.ACTIVE: f"Ce lot est en service depuis le {day(lot.activated_on)}. "
        f"Enregistré {last_change(lot, 'lot.activated')}.",
    }
    url = address("ordering:order", lot.order.public_id)
    return Settled(act, said[LotState(lot.state)], url, "Revenir à la commande")


def proposal_in_words(lot: Lot) -> str:
    """`Mise en service au 15 mai 2023 proposée par Claire Duhem, mandat n° 2023-118.`"""
    return (
        f"Mise en service au {day(lot.proposed_on)} proposée par {lot.proposed_by}, "
        f"mandat n°\u00a0{lot.mandat_number}."
    )


def confirm_step(lot: Lot) -> Step:
    """The texts of the page that puts a lot in service."""
    return Step(
        f"Mettre en service le lot {lot.code}",
        f"Mettre en service {count(lot.passes_count, 'pass')}",
        address("ordering:order", lot.order.public_id),
        _proposed(lot),
        [
            "Vérifiez que ce mandat paie ces pass\u00a0: leur contrepartie doit être en compte.",
            "Ces pass pourront être remis et utilisés.",
            "La mise en service ne se reprend pas.",
        ],
        part="Stock",
    )


def decline_step(lot: Lot) -> Step:
    """The texts of the page that sends a lot back to wait for its mandat."""
    return Step(
        f"Ne pas mettre en service le lot {lot.code}",
        "Écarter ce mandat",
        address("ordering:order", lot.order.public_id),
        _proposed(lot),
        [
            "Aucun pass du lot n’est en service\u00a0: il attend de nouveau un mandat.",
            "Le numéro écarté et le motif restent au journal.",
        ],
        part="Stock",
    )


def _proposed(lot: Lot) -> str:
    """The lead of a decision; nothing for a lot that waits for none."""
    if lot.state != LotState.PROPOSED:
        return ""
    received = f"{count(lot.passes_count, 'pass livré')} le {day(lot.delivered_on)}"
    return f"{lot.order}\u00a0: {received}. {proposal_in_words(lot)}"


@dataclass(frozen=True, slots=True)
class LotLine:
    """A lot in stock: its state on a day, where its carnets are, and the page of its order."""

    held: LotInStock
    on: dt.date
    where: str
    url: str = ""

    @property
    def is_expired(self) -> bool:
        return self.held.until < self.on

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


def halves_of(
    user: User, programme: Programme, stores: Iterable[Depot], on: dt.date, *, with_links: bool
) -> Halves:
    """The lots in stock; `with_links` leads to their orders, `who` names who puts them in service
    when the user does not.
    """
    held = lots_in_stock(programme, stores, on)
    active = [one for one in held if one.lot.state == LotState.ACTIVE]
    waiting = [one for one in held if one.lot.state != LotState.ACTIVE]
    lots = [one.lot for one in waiting]
    acts = acts_on(user, lots)
    return Halves(
        _half(active, on, with_links=with_links),
        _half(waiting, on, with_links=with_links),
        acts,
        "" if acts else who_acts_on(lots),
    )


def held_lots(depot: Depot, on: dt.date) -> LotInStockTable:
    """What a depot holds now, with the numbers of the carnets."""
    by_lot = Carnet.objects.held_by(depot).ranges_by_lot(on)
    lines = []
    for lot, ranges in by_lot:
        numbers = ", ".join(range_in_words(*pair) for pair in ranges)
        held = LotInStock(lot, lot.until, 0, sum(last - first + 1 for first, last in ranges))
        lines.append(LotLine(held, on, f"{numbers}. {_validity(held)}"))
    return LotInStockTable(lines)


def _half(held: Iterable[LotInStock], on: dt.date, *, with_links: bool) -> Half:
    rows = list(held)
    lines = [
        LotLine(
            one,
            on,
            f"{_where(one)}. {_validity(one)}",
            address("ordering:order", one.lot.order.public_id) if with_links else "",
        )
        for one in rows
    ]
    passes, value = sum(one.passes for one in rows), sum(one.euros for one in rows)
    perimeter = f"{count(passes, 'pass')}, {euros(value)}."
    return Half(sum(one.carnets for one in rows), passes, perimeter, LotInStockTable(lines))


# What brings a lot closer to service, then what sends it back: its states, who does it, the words.
Acts = Mapping[str, tuple[Collection[LotState], Permission, str]]
FORWARD: Acts = {
    "distribution:propose-lot": (
        [LotState.DELIVERED],
        Permission.LOT_PROPOSE,
        "Proposer la mise en service du",
    ),
    "distribution:activate-lot": (
        [LotState.PROPOSED],
        Permission.LOT_ACTIVATE,
        "Mettre en service le",
    ),
}
BACK: Acts = {
    "distribution:decline-lot": (
        [LotState.PROPOSED],
        Permission.LOT_ACTIVATE,
        "Refuser le mandat du",
    ),
    "distribution:withdraw-lot": (
        [LotState.PROPOSED],
        Permission.LOT_PROPOSE,
        "Retirer le mandat du",
    ),
}


def acts_on(user: User, lots: Iterable[Lot], acts: Acts = FORWARD) -> list[tuple[str, str]]:
    """The address and the words of what a user may do with each lot."""
    return [
        (address(name, lot.public_id), f"{words} lot {lot.code}")
        for lot in lots
        for name, (states, permission, words) in acts.items()
        if lot.state in states and user.can(permission)
    ]


def waiting_acts(user: User, lots: Iterable[Lot]) -> Iterator[tuple[str, str, str, str, bool]]:
    """For each lot that waits for its mandat, or for a second person to confirm it: a word, the
    act, its page, why and who else does it, and whether the user does.

    Who does neither has none.
    """
    if not user.can(Permission.LOT_PROPOSE) and not user.can(Permission.LOT_ACTIVATE):
        return
    waiting = (one for one in lots if one.state in WAITING)
    for lot in sorted(waiting, key=lambda one: one.pk):
        is_proposed = lot.state == LotState.PROPOSED
        needed = Permission.LOT_ACTIVATE if is_proposed else Permission.LOT_PROPOSE
        is_own = user.can(needed)
        word, verb = (
            ("à confirmer", "Confirmer le m") if is_proposed else ("à obtenir", "Obtenir le m")
        )
        others = holders_of(needed).lower().replace(", ", " ou du ")
        mandat = f"mandat n°\u00a0{lot.mandat_number} proposé" if is_proposed else "sans mandat"
        yield (
            word if is_own else "attendu",
            f"{verb if is_own else 'M'}andat de la commande {lot.order.number}",
            address("ordering:order", lot.order.public_id),
            f"{'' if is_own else f'Attendu du {others}. '}"
            f"{count(lot.passes_count, 'pass livré')} le {day(lot.delivered_on)}\u00a0: "
            f"{mandat}, aucun n’est en service.",
            is_own,
        )


def who_acts_on(lots: Iterable[Lot]) -> str:
    """The roles that bring the next of these lots closer to service."""
    states = {lot.state for lot in lots}
    if LotState.DELIVERED in states:
        return holders_of(Permission.LOT_PROPOSE)
    return holders_of(Permission.LOT_ACTIVATE) if states else ""


def _where(held: LotInStock) -> str:
    """`n° 01001 à 02000, en régie`, `340 en régie, 148 dans les dépôts, 20 en chemin`."""
    lot = held.lot
    parts = (
        (held.in_regies, "en régie"),
        (held.in_depots, "dans les dépôts"),
        (held.in_transit, "en chemin"),
    )
    places = [(carnets, place) for carnets, place in parts if carnets]
    if held.carnets == lot.carnets_count and len(places) == 1:
        return f"{range_in_words(lot.first_carnet, lot.last_carnet)}, {places[0][1]}"
    return ", ".join(f"{number(carnets)} {place}" for carnets, place in places)


def _validity(held: LotInStock) -> str:
    lot = held.lot
    if lot.state != LotState.ACTIVE:
        mandat = f" Mandat n°\u00a0{lot.mandat_number} à confirmer." if lot.mandat_number else ""
        return f"Livrés le {day(lot.delivered_on)}.{mandat}"
    return f"Utilisables jusqu’au {day(held.until)}."
