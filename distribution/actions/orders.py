"""Order lots of passes, with their carnets and passes numbered in the programme's series."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict, Unpack

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from common.errors import EndBeforeStart, Refusal
from common.formats import number
from common.past_days import check_day
from common.saving import check, check_and_save, lock
from deliberations.models import Deliberation
from distribution.actions import master_keys
from distribution.codes import LAST_CARNET, LAST_SERIAL
from distribution.enums import CarnetState, DepotKind, PassState
from distribution.models import Depot, Lot, Market, Order
from programmes.models import Programme

NEW_CARNETS = """
INSERT INTO distribution_carnet (programme_id, lot_id, number, state, depot_id)
SELECT %(programme_id)s, %(id)s, carnet, %(in_stock)s, %(depot_id)s
FROM generate_series(%(first_carnet)s::integer, %(last_carnet)s::integer) AS carnet
"""

NEW_PASSES = """
INSERT INTO distribution_pass (programme_id, carnet_id, state, serial)
SELECT %(programme_id)s, carnet.id, %(as_carnet)s,
       %(first_serial)s + (carnet.number - %(first_carnet)s) * %(passes_per_carnet)s + place
FROM distribution_carnet AS carnet, generate_series(0, %(passes_per_carnet)s - 1) AS place
WHERE carnet.lot_id = %(id)s
ORDER BY carnet.number, place
"""

NOT_YET = ["delivered_on", "delivered_at", "activated_on", "activated_at"]


class OrderTaken(Refusal):
    """The programme has an order of this number."""


class WrongLots(Refusal):
    """The lots cannot be ordered as they are described."""


class SeriesFull(Refusal):
    """The code of a pass has no room for so high a number."""


@dataclass(frozen=True, slots=True)
class LotSpec:
    """A lot to order: so many carnets of 5 or 10 passes, for some départements or for all."""

    code: str
    carnets: int
    passes_per_carnet: int
    territory: Sequence[str] = ()


class OrderTerms(TypedDict):
    """Passes are usable from `valid_from` to `valid_until`, both included."""

    number: str
    supplier: Organisation
    ordered_on: dt.date
    valid_from: dt.date
    valid_until: dt.date
    deliberation: NotRequired[Deliberation | None]
    market: NotRequired[Market | None]
    note: NotRequired[str]


@transaction.atomic
def create(
    programme: Programme, *, lots: Sequence[LotSpec], by: Author, **terms: Unpack[OrderTerms]
) -> Order:
    """Order lots. Each continues the programme's series of numbers, and its carnets are in the
    supplier's depot.
    """
    programme = lock(programme, no_key=True)
    check_terms(programme, lots, terms, at=by.at)
    order = Order(programme=programme, **terms)
    check_and_save(order)
    supplier = _supplier_depot(programme, order.supplier)
    for spec in lots:
        _add_lot(order, spec, supplier, at=by.at)
    passes = sum(spec.carnets * spec.passes_per_carnet for spec in lots)
    journal.record("order.created", order, by=by, passes=passes)
    return order


def check_terms(
    programme: Programme, lots: Sequence[LotSpec], terms: OrderTerms, *, at: dt.datetime
) -> None:
    """Refuse what cannot be ordered; the number of each carnet is known once it is."""
    deliberation = terms.get("deliberation")
    market = terms.get("market")
    after = {
        "la délibération": deliberation.session_on if deliberation else None,
        "la notification du marché": market.notified_on if market else None,
    }
    before = {"la fin du marché": market.ends_on if market else None}
    ordered_on, years = terms["ordered_on"], programme.years
    check_day(
        "La commande", ordered_on, at, field="ordered_on", years=years, after=after, before=before
    )
    if programme.orders.filter(number=terms["number"]).exists():
        raise OrderTaken(f"La commande {terms['number']} est déjà enregistrée.", field="number")
    if terms["valid_until"] < terms["valid_from"]:
        raise EndBeforeStart("La fin de validité doit suivre son début.", field="valid_until")
    if not lots or len({spec.code for spec in lots}) != len(lots):
        raise WrongLots("Indiquez au moins un lot, chacun avec son propre code.", field="lots")
    for spec in lots:
        if spec.passes_per_carnet not in programme.sizes or spec.carnets < 1:
            sizes = " ou ".join(f"de {size}" for size in programme.sizes)
            raise WrongLots(
                f"Lot {spec.code}\u00a0: indiquez au moins un carnet, {sizes} pass.", field="lots"
            )
        outside = set(spec.territory) - set(programme.territory)
        if programme.territory and outside:
            named = ", ".join(sorted(outside))
            raise WrongLots(f"Lot {spec.code}\u00a0: {named} n’est pas du programme.", field="lots")
    _check_series(programme, lots)


def _check_series(programme: Programme, lots: Sequence[LotSpec]) -> None:
    carnet, serial = last_numbers(programme)
    carnet += sum(spec.carnets for spec in lots)
    serial += sum(spec.carnets * spec.passes_per_carnet for spec in lots)
    if carnet > LAST_CARNET or serial > LAST_SERIAL:
        raise SeriesFull(
            f"La série {programme.letter} s’arrête à {number(LAST_CARNET)} carnets "
            f"et {number(LAST_SERIAL)} pass.",
            field="lots",
        )


def _supplier_depot(programme: Programme, organisation: Organisation) -> Depot:
    depot, _ = Depot.objects.get_or_create(
        programme=programme,
        kind=DepotKind.SUPPLIER,
        organisation=organisation,
        defaults={"code": f"emetteur-{organisation.pk}", "name": str(organisation)},
    )
    return depot


def last_numbers(programme: Programme) -> tuple[int, int]:
    """The last carnet and the last pass of the series of a programme."""
    ends = programme.lots.aggregate(carnet=Max("last_carnet"), serial=Max("last_serial"))
    return ends["carnet"] or 0, ends["serial"] or 0


def _add_lot(order: Order, spec: LotSpec, supplier: Depot, *, at: dt.datetime) -> Lot:
    carnet, serial = last_numbers(order.programme)
    lot = Lot(
        order=order,
        programme=order.programme,
        code=spec.code,
        territory=list(spec.territory),
        passes_per_carnet=spec.passes_per_carnet,
        first_carnet=carnet + 1,
        last_carnet=carnet + spec.carnets,
        first_serial=serial + 1,
        last_serial=serial + spec.carnets * spec.passes_per_carnet,
        key_id=master_keys.use_current(at),
    )
    check(lot, later=NOT_YET)
    lot.save()
    _insert_carnets_and_passes(lot, supplier)
    return lot


def _insert_carnets_and_passes(lot: Lot, supplier: Depot) -> None:
    """Insert the carnets and passes of a lot in SQL: a lot may hold many thousands."""
    states = {"in_stock": CarnetState.IN_STOCK.value, "as_carnet": PassState.AS_CARNET.value}
    values = {**vars(lot), **states, "depot_id": supplier.pk}
    with connection.cursor() as cursor:
        cursor.execute(NEW_CARNETS, values)
        cursor.execute(NEW_PASSES, values)
