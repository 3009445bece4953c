"""What the list of orders, the page of an order and the one that places it show."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.enums import Permission
from accounts.models import User
from common import form_pages
from common.form_pages import Settled
from common.formats import count, day, euros, pass_number, period
from common.http import address
from distribution import codes
from distribution.actions.orders import LotSpec, last_numbers
from distribution.enums import LOT_MOVES, LotState
from distribution.models import Lot, Order
from distribution.pages.lots import BACK, acts_on, proposal_in_words
from distribution.rules import range_in_words
from ordering.forms.orders import OrderForm
from ordering.models import Step
from ordering.pages.lots import CANCELLED, FOLLOW, UNDO, proofs_in_words
from ordering.tables import CostTable, LotTable, OrderTable, PlannedLotTable, StepTable
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
            {"key": "Marché", "value": terms["market"], "missing": "Hors marché"},
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


def order_page(order: Any, user: User, *, on: dt.date) -> dict[str, Any]:
    """An order with its lots, what each waits for and of whom, and what the user may do."""
    lots = list(order.lots.select_related("proposed_by").order_by("first_carnet"))
    carnets = sum(lot.carnets_count for lot in lots)
    steps = Step.objects.filter(lot__order=order).select_related("lot", "taken_by")
    kept = [lot for lot in lots if lot.state != LotState.CANCELLED]
    acts = [*acts_on(user, lots), *acts_on(user, lots, FOLLOW)]
    return {
        "order": order,
        "title": f"{count(len(lots), 'lot')}\u00a0: {count(carnets, 'carnet')}",
        "table": LotTable(
            lots, exclude=() if any(lot.territory for lot in lots) else ("territory",)
        ),
        "today": on,
        "main": acts[0] if acts else None,
        "acts_beside": [
            *acts[1:],
            *acts_on(user, lots, UNDO),
            *acts_on(user, lots, BACK),
            *_print_files(lots),
            *_end(order, kept, user),
        ],
        "said": " ".join([*_situation(order, kept), *proofs_in_words(lots, on)]),
        **_costs(order, kept, user),
        "steps": StepTable(steps.order_by("-taken_on", "lot", "-position")),
        "facts": [
            {"key": "Émetteur", "value": order.supplier},
            {"key": "Marché", **_market(order)},
            {"key": "Commandée le", "value": day(order.ordered_on)},
            {"key": "Utilisable", "value": period(order.valid_from, order.valid_until)},
        ],
    }


def _market(order: Order) -> dict[str, Any]:
    if (market := order.market) is None:
        return {"value": "hors marché"}
    return {"value": market.number, "url": address("ordering:market", market.public_id)}


def _costs(order: Order, kept: list[Lot], user: User) -> dict[str, Any]:
    """What an order costs and commits, and the page that commits more of it."""
    costs: list[Any] = list(order.costs.select_related("commitment__line").order_by("pk"))
    for cost in costs:
        cost.committed = cost.with_tax - cost.commitment.released
    columns = ("amount", "with_tax", "committed")
    totals = {name: sum((getattr(one, name) for one in costs), Decimal(0)) for name in columns}
    may = kept and user.can(Permission.BUDGET_COMMIT)
    return {
        "costs": CostTable(costs, totals=totals),
        "committed": totals["committed"],
        "add_cost": address("ordering:add-cost", order.public_id) if may else "",
    }


def _situation(order: Any, kept: list[Lot]) -> Iterator[str]:
    """What an order waits for, in sentences."""
    if not kept:
        yield "Commande annulée\u00a0: ses numéros restent pris, ses carnets n’ont jamais servi."
    for lot in kept:
        if lot.state == LotState.PROPOSED:
            yield f"{proposal_in_words(lot)} Une autre personne la confirme."
    waiting = sum(lot.passes_count for lot in kept if lot.state == LotState.DELIVERED)
    if waiting:
        passes = count(waiting, "pass livré")
        yield f"Il manque le mandat de {passes}\u00a0: aucun ne peut être remis."


def _end(order: Order, kept: list[Lot], user: User) -> list[tuple[str, str]]:
    """What cancels a whole order of several lots."""
    if len(kept) < 2 or cancel_settled(order, kept) or not user.can(Permission.ORDER_PLACE):
        return []
    return [(address("ordering:cancel", order.public_id), "Annuler toute la commande")]


def cancel_settled(order: Order, kept: list[Lot]) -> Settled | None:
    """Why an order is not cancelled, or no longer; nothing of one that may be."""
    made = [lot.code for lot in kept if LotState.CANCELLED not in LOT_MOVES[LotState(lot.state)]]
    if kept and not made:
        return None
    said = (
        f"Lot {', '.join(made)}\u00a0: la fabrication est lancée." if made else "C’est déjà fait."
    )
    url = address("ordering:order", order.public_id)
    return Settled(f"Annuler la commande {order.number}", said, url, "Revenir à la commande")


def cancel_step(order: Order, kept: list[Lot]) -> form_pages.Step:
    """The texts of the page that cancels all the lots of an order."""
    carnets = count(sum(lot.carnets_count for lot in kept), "carnet")
    return form_pages.Step(
        f"Annuler la commande {order.number}",
        "Annuler toute la commande",
        address("ordering:order", order.public_id),
        f"{count(len(kept), 'lot')}\u00a0: {carnets}.",
        CANCELLED,
        grave=True,
        part="Stock",
    )


def _print_files(lots: list[Lot]) -> list[tuple[str, str]]:
    """The files of codes for the printer, until a lot is in service."""
    return [
        (address("printing:lot", one.public_id), f"Fichier d’impression du lot {one.code}")
        for one in lots
        if one.state not in (LotState.ACTIVE, LotState.CANCELLED)
    ]
