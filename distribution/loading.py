"""The depots and the orders of a programme file."""

from accounts.models import Organisation
from common.json_schema import DEPARTEMENT, code, day, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, Section
from conventions.models import Deliberation, Programme
from distribution.actions import lots, orders, stock
from distribution.actions.orders import LotSpec
from distribution.enums import DepotKind, LotState
from distribution.models import Depot, Lot, Order

DEPOT = table(
    "Un lieu de stock. Celui d’un distributeur ouvre le programme à son organisation.",
    "code name kind",
    code=code("nom court"),
    name=text("nom"),
    kind=one_of(DepotKind, "nature : comptable, regie ou distributor"),
    organisation=code("organisation qui le tient"),
)
LOT = table(
    "Des carnets de même taille, livrés et activés ensemble.",
    "code carnets passes_per_carnet",
    code=code("nom court"),
    carnets=whole("nombre de carnets", 1),
    passes_per_carnet={"enum": [5, 10], "description": "pass par carnet"},
    territory=rows(DEPARTEMENT),
    delivered_on=day("jour de la livraison"),
    delivered_to=code("dépôt qui reçoit"),
    mandat_number=text("numéro du mandat", 40),
    activated_on=day("jour de la mise en service"),
)
ORDER = table(
    "Des pass commandés à un fournisseur.",
    "number supplier ordered_on valid_from valid_until lots",
    number=text("numéro", 40),
    supplier=code("organisation qui fournit"),
    deliberation=text("numéro de la délibération", 30),
    ordered_on=day("jour de la commande"),
    valid_from=day("premier jour d’usage"),
    valid_until=day("dernier jour d’usage, inclus"),
    note=text("mention"),
    lots=rows(LOT, at_least=1),
)


def load_depot(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    facts = {
        "name": entry["name"],
        "kind": DepotKind(entry["kind"]),
        "organisation": context.find_if_named(Organisation, entry, "organisation"),
    }
    depot = programme.depots.filter(code=entry["code"]).first()
    if depot is None:
        with entry.placed():
            depot = stock.open_depot(programme, code=entry["code"], **facts, **context.who)
        context.add(entry, depot)
    else:
        entry.check_same(depot, facts)
    context.keep(depot, depot.code)


def load_order(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    facts = {
        "supplier": context.find(Organisation, entry, "supplier"),
        "deliberation": context.find_if_named(Deliberation, entry, "deliberation"),
        "note": entry.get("note", ""),
        **entry.pick("ordered_on", "valid_from", "valid_until"),
    }
    order = programme.orders.filter(number=entry["number"]).first()
    if order is None:
        with entry.placed():
            order = orders.create(
                programme,
                number=entry["number"],
                lots=[_spec(lot) for lot in entry.entries("lots")],
                **facts,
                **context.who,
            )
        context.add(entry, order)
    else:
        entry.check_same(order, facts)
    _load_lots(entry, order, context)


def _spec(entry: Entry) -> LotSpec:
    return LotSpec(
        entry["code"], entry["carnets"], entry["passes_per_carnet"], entry.get("territory", [])
    )


def _load_lots(entry: Entry, order: Order, context: Context) -> None:
    """An order keeps the lots it was made of; each may move on."""
    said = sorted(lot["code"] for lot in entry.entries("lots"))
    recorded = sorted(order.lots.values_list("code", flat=True))
    if said != recorded:
        raise entry.differs("lots", said, recorded)
    for lot_entry in entry.entries("lots"):
        lot = order.lots.get(code=lot_entry["code"])
        spec = _spec(lot_entry)
        facts = {"passes_per_carnet": spec.passes_per_carnet, "territory": list(spec.territory)}
        lot_entry.check_same(lot, facts)
        if lot.carnets_count != spec.carnets:
            raise lot_entry.differs("carnets", spec.carnets, lot.carnets_count)
        lot = _delivered(lot_entry, lot, context)
        _activate(lot_entry, lot, context)


def _delivered(entry: Entry, lot: Lot, context: Context) -> Lot:
    if "delivered_on" not in entry:
        return lot
    if "delivered_to" not in entry:
        raise entry.fault("Indiquez le dépôt qui reçoit ce lot.", "delivered_to")
    if lot.state != LotState.ORDERED:
        entry.check_same(lot, entry.pick("delivered_on"))
        return lot
    with entry.placed():
        to = context.find(Depot, entry, "delivered_to")
        lot = lots.deliver(lot, to=to, on=entry["delivered_on"], **context.who)
    context.add(entry, lot)
    return lot


def _activate(entry: Entry, lot: Lot, context: Context) -> None:
    if "activated_on" not in entry:
        return
    if lot.state == LotState.ACTIVE:
        entry.check_same(lot, entry.pick("activated_on", "mandat_number"))
        return
    with entry.placed():
        lots.activate(
            lot,
            mandat_number=entry.get("mandat_number", ""),
            on=entry["activated_on"],
            **context.who,
        )
    context.add(entry, lot)


SECTIONS = [
    Section("depots", DEPOT, load_depot),
    Section("orders", ORDER, load_order),
]
