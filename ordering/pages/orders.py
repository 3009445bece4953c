"""What the list of orders, the page of an order and the one that places it show."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from common.formats import count, day, euros, pass_number, period
from common.http import address
from distribution import codes
from distribution.actions.orders import LotSpec, last_numbers
from distribution.enums import WAITING, LotState
from distribution.models import Lot, Order
from distribution.pages.lots import BACK, acts_on, proposal_in_words
from distribution.rules import range_in_words
from ordering.forms.orders import OrderForm
from ordering.tables import LotTable, OrderTable, PlannedLotTable
from programmes.models import Programme


def order_table(rows: Iterable[Any]) -> OrderTable:
    """The orders, with the passes ordered and in service."""
    totals = {name: sum(getattr(row, name) for row in rows) for name in ("ordered", "active")}
    return OrderTable(rows, totals=totals)


@dataclass(frozen=True, slots=True)
class PlannedLot:
    """A lot to order, with the numbers that it will take."""

    spec: LotSpec
    first_carnet: int
    first_serial: int
    letter: str
    face_value: Decimal

    @property
    def passes(self) -> int:
        return self.spec.carnets * self.spec.passes_per_carnet

    @property
    def value(self) -> Decimal:
        return self.passes * self.face_value

    @property
    def carnets(self) -> str:
        return range_in_words(self.first_carnet, self.first_carnet + self.spec.carnets - 1)

    @property
    def serials(self) -> str:
        last = self.first_serial + self.passes - 1
        ends = (codes.number(self.letter, one) for one in (self.first_serial, last))
        return " à\u00a0".join(map(pass_number, ends))

    @property
    def territory(self) -> str:
        return ", ".join(self.spec.territory)


def check_page(programme: Programme, form: OrderForm) -> dict[str, Any]:
    """What is read again before an order is placed, with the numbers that it takes."""
    planned = list(_planned(programme, form.specs))
    passes, value = sum(one.passes for one in planned), sum(one.value for one in planned)
    carnets = count(sum(one.spec.carnets for one in planned), "carnet")
    terms, days = form.terms, count(programme.tolerance_days, "jour")
    return {
        "answer": f"{carnets}, {count(passes, 'pass')}\u00a0: {euros(value)} de valeur faciale.",
        "table": PlannedLotTable(planned, totals={"passes": passes, "value": value}),
        "rows": [
            {"key": "Commande", "value": terms["number"]},
            {"key": "Émetteur", "value": form.supplier},
            {"key": "Délibération", "value": terms["deliberation"], "missing": "Aucune"},
            {"key": "Commandée le", "value": day(terms["ordered_on"])},
            {"key": "Utilisable", "value": period(terms["valid_from"], terms["valid_until"])},
            {"key": "Tolérance", "value": f"{days} après le dernier jour, pour une séance d’avant"},
            {"key": "Mention", "value": terms["note"], "missing": "Aucune"},
        ],
        "consequences": [
            "Ces numéros sont pris pour toujours, dans cet ordre\u00a0: la série n’a pas de trou.",
            "Les jours d’utilisation, les lots et leurs carnets ne se changent plus.",
            "Aucun pass n’est en service\u00a0: il faut encore l’imprimer, le livrer et le payer.",
        ],
        "act": f"Commander {carnets}",
        "read": last_numbers(programme)[0],
    }


def _planned(programme: Programme, specs: Iterable[LotSpec]) -> Iterator[PlannedLot]:
    carnet, serial = last_numbers(programme)
    for spec in specs:
        lot = PlannedLot(spec, carnet + 1, serial + 1, programme.letter, programme.face_value)
        carnet, serial = carnet + spec.carnets, serial + lot.passes
        yield lot


def order_page(order: Order, user: User, *, on: dt.date) -> dict[str, Any]:
    """An order with its lots, and what the user may do to put in service those delivered."""
    lots = list(order.lots.select_related("proposed_by").order_by("first_carnet"))
    waiting = [lot for lot in lots if lot.state in WAITING]
    carnets = sum(lot.carnets_count for lot in lots)
    return {
        "order": order,
        "title": f"{count(len(lots), 'lot')}\u00a0: {count(carnets, 'carnet')}",
        "table": LotTable(lots),
        "today": on,
        "acts": acts_on(user, lots),
        "acts_back": [*acts_on(user, lots, BACK), *_print_files(lots)],
        "waiting": sum(one.passes_count for one in waiting if one.state == LotState.DELIVERED),
        "proposed": [proposal_in_words(one) for one in waiting if one.state == LotState.PROPOSED],
        "facts": [
            {"key": "Émetteur", "value": order.supplier},
            {"key": "Commandée le", "value": day(order.ordered_on)},
            {"key": "Utilisable", "value": period(order.valid_from, order.valid_until)},
        ],
    }


def _print_files(lots: list[Lot]) -> list[tuple[str, str]]:
    """The files of codes for the printer, until a lot is in service."""
    return [
        (address("printing:lot", one.public_id), f"Fichier d’impression du lot {one.code}")
        for one in lots
        if one.state != LotState.ACTIVE
    ]
