"""The sections `depots` and `orders` of a programme file."""

from django.db.models import Min

from accounts.models import Organisation
from common.json_schema import DEPARTEMENT, code, day, rows, table, text, whole
from common.programme_file import Context, Entry, FileSection, Table, filled
from deliberations.models import Deliberation
from distribution.actions import depots, lots, orders
from distribution.actions.orders import LotSpec
from distribution.enums import STORES, DepotKind, LotState
from distribution.models import Depot, Lot, Order
from programmes.models import Programme

KINDS = {
    "enum": [kind.value for kind in STORES],
    "description": "nature : " + "; ".join(f"{kind.value} = {kind.label}" for kind in STORES),
}
DEPOT = table(
    "Un lieu où des carnets sont gardés. L’organisation d’un distributeur accède au programme.",
    "code name kind organisation",
    code=code("nom court"),
    name=text("nom affiché"),
    kind=KINDS,
    organisation=code("organisation qui le tient"),
)
LOT = table(
    "Des carnets qui se suivent, livrés et mis en service ensemble.",
    "code carnets passes_per_carnet",
    code=code("nom court"),
    carnets=whole("nombre de carnets", 1),
    passes_per_carnet={"enum": [5, 10], "description": "pass par carnet : 5 ou 10"},
    territory=rows(DEPARTEMENT),
    delivered_on=day("jour de la livraison ; absent tant qu’elle est attendue"),
    delivered_to=code("dépôt qui reçoit le lot"),
    activated_on=day("jour de la mise en service ; absent tant que le mandat est attendu"),
    mandat_number=text("numéro du mandat qui paie le lot", 40),
)
ORDER = table(
    "Une commande de pass, utilisables jusqu’au dernier jour inclus.",
    "number supplier ordered_on valid_from valid_until lots",
    number=text("numéro", 40),
    supplier=code("organisation qui imprime et livre"),
    ordered_on=day("jour de la commande"),
    valid_from=day("premier jour d’utilisation"),
    valid_until=day("dernier jour d’utilisation, inclus"),
    deliberation=text("numéro de la délibération", 30),
    note=text("mention"),
    lots=rows(LOT, at_least=1),
)


def load_depot(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    facts = {
        "name": entry["name"],
        "kind": DepotKind(entry["kind"]),
        "organisation": context.find(Organisation, entry, "organisation"),
    }
    depot = programme.depots.filter(code=entry["code"]).first()
    if depot is None:
        with entry.refusals_located():
            depot = depots.open_depot(programme, code=entry["code"], **facts, **context.by_and_at)
        context.add(entry, depot)
    else:
        entry.check_same(depot, facts)
    context.keep(depot, depot.code)


def load_order(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    facts = {
        **entry.pick("ordered_on", "valid_from", "valid_until"),
        "supplier": context.find(Organisation, entry, "supplier"),
        "deliberation": context.find_if_named(Deliberation, entry, "deliberation"),
        "note": entry.get("note", ""),
    }
    order = programme.orders.filter(number=entry["number"]).first()
    if order is None:
        specs = [_spec(lot) for lot in entry.entries("lots")]
        with entry.refusals_located():
            order = orders.create(
                programme, number=entry["number"], lots=specs, **facts, **context.by_and_at
            )
        context.add(entry, order)
    else:
        entry.check_same(order, facts)
        _check_lots(entry, order)
    for lot in entry.entries("lots"):
        _deliver_and_activate(lot, order.lots.get(code=lot["code"]), context)


def _spec(entry: Entry) -> LotSpec:
    return LotSpec(
        entry["code"], entry["carnets"], entry["passes_per_carnet"], entry.get("territory", [])
    )


def _check_lots(entry: Entry, order: Order) -> None:
    """Refuse lots that differ from the recorded ones: an order never changes."""
    recorded = list(order.lots.order_by("first_carnet"))
    said = entry.entries("lots")
    if [lot["code"] for lot in said] != [lot.code for lot in recorded]:
        raise entry.differs("lots", [lot["code"] for lot in said], [lot.code for lot in recorded])
    for lot, row in zip(said, recorded, strict=True):
        if lot["carnets"] != row.carnets_count:
            raise lot.differs("carnets", lot["carnets"], row.carnets_count)
        facts = {
            "passes_per_carnet": lot["passes_per_carnet"],
            "territory": lot.get("territory", []),
        }
        lot.check_same(row, facts)


def _deliver_and_activate(entry: Entry, lot: Lot, context: Context) -> None:
    """Deliver and activate the lot if the file gives the dates; never undo a recorded state."""
    _check_together(entry, "delivered_on", "delivered_to")
    _check_together(entry, "activated_on", "mandat_number")
    if "delivered_on" in entry:
        _deliver(entry, lot, context)
    if "activated_on" in entry:
        _activate(entry, lot, context)


def _check_together(entry: Entry, first: str, second: str) -> None:
    for key, other in ((first, second), (second, first)):
        if key in entry and other not in entry:
            raise entry.fault(f"Indiquez aussi {other}.", key)


def _deliver(entry: Entry, lot: Lot, context: Context) -> None:
    depot = context.find(Depot, entry, "delivered_to")
    on = entry["delivered_on"]
    if lot.state != LotState.ORDERED:
        entry.check_same(lot, {"delivered_on": on})
        received = lot.programme.stock_lines.deliveries().get(first_carnet=lot.first_carnet)
        if received.destination_id != depot.pk:
            raise entry.differs("delivered_to", depot, received.destination)
        return
    with entry.refusals_located():
        lots.deliver(lot, to=depot, on=on, **context.by_and_at)
    context.add(entry, lot)
    lot.refresh_from_db()


def _activate(entry: Entry, lot: Lot, context: Context) -> None:
    if lot.state == LotState.ACTIVE:
        entry.check_same(lot, entry.pick("activated_on", "mandat_number"))
        return
    with entry.refusals_located():
        lots.activate(
            lot,
            mandat_number=entry["mandat_number"],
            on=entry["activated_on"],
            **context.by_and_at,
        )
    context.add(entry, lot)


def dump_depots(programme: Programme) -> list[Table]:
    """The depots that store carnets. The other depots are opened by the actions when needed."""
    stores = programme.depots.filter(kind__in=STORES).select_related("organisation")
    return [
        filled(code=one.code, name=one.name, kind=one.kind, organisation=one.organisation)
        for one in stores.order_by("code")
    ]


def dump_orders(programme: Programme) -> list[Table]:
    """The orders, by first carnet number: loading them again gives the same carnet numbers."""
    orders = programme.orders.select_related("supplier", "deliberation")
    rows = orders.annotate(first=Min("lots__first_carnet")).order_by("first", "pk")
    received = {
        line.first_carnet: line.destination.code
        for line in programme.stock_lines.deliveries().select_related("destination")
    }
    return [_order(order, received) for order in rows]


def _order(order: Order, received: dict[int, str]) -> Table:
    lots = order.lots.order_by("first_carnet")
    return filled(
        number=order.number,
        supplier=order.supplier,
        ordered_on=order.ordered_on,
        valid_from=order.valid_from,
        valid_until=order.valid_until,
        deliberation=order.deliberation and order.deliberation.number,
        note=order.note,
        lots=[_lot(lot, received.get(lot.first_carnet, "")) for lot in lots],
    )


def _lot(lot: Lot, received_by: str) -> Table:
    return filled(
        code=lot.code,
        carnets=lot.carnets_count,
        passes_per_carnet=lot.passes_per_carnet,
        territory=lot.territory,
        delivered_on=lot.delivered_on,
        delivered_to=received_by,
        activated_on=lot.activated_on,
        mandat_number=lot.mandat_number,
    )


SECTIONS = [
    FileSection("depots", DEPOT, load_depot, dump_depots),
    FileSection("orders", ORDER, load_order, dump_orders),
]
