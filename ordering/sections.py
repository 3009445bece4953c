"""The sections `markets` and `orders` of a programme file."""

from typing import Any

from django.db.models import Min

from audit.actors import Author
from budget.sections.subsidies import LINE, line_named, line_table
from common.file_rows import FileRows, Key
from common.json_schema import DEPARTEMENT, code, day, rows, whole
from common.programme_file import Context, Entry
from deliberations.sections import vote_key
from distribution.actions import lots
from distribution.actions.orders import LotSpec
from distribution.enums import RECEIVED, LotState
from distribution.models import Depot, Lot, Market, Order
from ordering.actions import costs, markets, orders
from ordering.actions.lots import cancel, follow
from ordering.enums import StepKind
from ordering.models import Cost, Step


def _load_lots(entry: Entry, order: Order, context: Context) -> None:
    """Deliver and activate the lots whose dates the file gives; never undo a recorded state."""
    for one in entry.entries("lots"):
        lot = order.lots.get(code=one["code"])
        _check_together(one, "delivered_on", "delivered_to")
        _check_together(one, "activated_on", "mandat_number")
        STEPS.load_all(one, lot, context)
        lot.refresh_from_db()
        if "delivered_on" in one:
            _deliver(one, lot, context)
        if "activated_on" in one:
            _activate(one, lot, context)


def _check_together(entry: Entry, first: str, second: str) -> None:
    for key, other in ((first, second), (second, first)):
        if key in entry and other not in entry:
            raise entry.fault(f"Indiquez aussi {other}.", key)


def _deliver(entry: Entry, lot: Lot, context: Context) -> None:
    depot = context.find(Depot, entry, "delivered_to")
    on = entry["delivered_on"]
    if lot.state in RECEIVED:
        entry.check_same(lot, {"delivered_on": on})
        received = lot.programme.stock_lines.deliveries().get(first_carnet=lot.first_carnet)
        if received.destination_id != depot.pk:
            raise entry.differs("delivered_to", depot, received.destination)
        return
    with entry.refusals_located():
        lots.deliver(lot, to=depot, on=on, by=context.author)
    context.add(entry, lot)
    lot.refresh_from_db()


def _activate(entry: Entry, lot: Lot, context: Context) -> None:
    on, mandat = entry["activated_on"], entry["mandat_number"]
    if lot.state == LotState.ACTIVE:
        entry.check_same(lot, {"activated_on": on, "mandat_number": mandat})
        return
    with entry.refusals_located():
        lots.record_activation(lot, mandat_number=mandat, on=on, by=context.author)
    context.add(entry, lot)


def _receiver(lot: Lot) -> str:
    received = lot.programme.stock_lines.deliveries().filter(first_carnet=lot.first_carnet)
    return str(received.values_list("destination__code", flat=True).first() or "")


def _mandat(lot: Lot) -> str:
    """That of a lot in service: one that waits to be confirmed is proposed again."""
    return lot.mandat_number if lot.state == LotState.ACTIVE else ""


def _follow(lot: Lot, *, kind: str, position: int, by: Author, **facts: Any) -> Step:
    """The step at a place that the lot has not reached yet."""
    if kind == StepKind.CANCELLED:
        return cancel(lot, gives_back=False, by=by, **facts)
    return follow(lot, kind, by=by, **facts)


STEPS = FileRows(
    "steps",
    Step,
    "Une étape d’un lot avant sa livraison, dans l’ordre.",
    (
        Key("kind", "étape"),
        Key("on", "jour", column="taken_on", argument="on"),
        Key("note", "note\u00a0; le motif d’un refus ou d’une annulation"),
    ),
    of=lambda lot: lot.steps.order_by("position"),
    find=lambda lot, facts: lot.steps.filter(position=facts["position"]).first(),
    record=_follow,
    rank_in="position",
)
LOTS = FileRows(
    "lots",
    Lot,
    "Des carnets qui se suivent, livrés et mis en service ensemble.",
    (
        Key("code", "nom court"),
        Key(
            "carnets",
            column="carnets_count",
            argument="carnets",
            schema=whole("nombre de carnets", 1),
            is_required=True,
            read=lambda entry, _: entry["carnets"],
        ),
        Key(
            "passes_per_carnet",
            schema={"enum": [5, 10], "description": "pass par carnet : 5 ou 10"},
        ),
        Key("territory", schema=rows(DEPARTEMENT)),
    ),
    of=lambda order: order.lots.order_by("first_carnet"),
    spec=LotSpec,
    later=(
        Key("delivered_on", "jour de la livraison ; absent tant qu’elle est attendue"),
        Key("delivered_to", schema=code("dépôt qui reçoit le lot"), write=_receiver),
        Key("activated_on", "jour de la mise en service ; absent tant que le mandat est attendu"),
        Key("mandat_number", "numéro du mandat qui paie le lot", write=_mandat),
        STEPS,
    ),
    at_least=1,
)
COSTS = FileRows(
    "costs",
    Cost,
    "Un coût de la commande, engagé sur une ligne du budget\u00a0; cette ligne peut déjà en écrire "
    "l’engagement et ses dégagements.",
    (
        Key("kind", "nature"),
        Key("label", "libellé"),
        Key("amount", "montant HT"),
        Key("with_tax", "montant TTC"),
        Key(
            "committed_on",
            argument="on",
            schema=day("jour de l’engagement"),
            is_required=True,
            read=lambda entry, _: entry["committed_on"],
            get=lambda cost: cost.commitment.committed_on,
        ),
        Key(
            "line",
            schema=LINE,
            is_required=True,
            read=line_named,
            get=lambda cost: cost.commitment.line,
            write=line_table,
        ),
    ),
    of=lambda order: order.costs.select_related("commitment__line").order_by("pk"),
    identity=("kind", "label"),
    record=costs.add,
)
MARKETS = FileRows(
    "markets",
    Market,
    "Un marché\u00a0: les commandes qui le nomment n’en dépassent pas le maximum.",
    (
        Key("number"),
        Key("holder", "organisation titulaire"),
        Key("subject"),
        Key("notified_on", "jour de la notification"),
        Key("ends_on", "dernier jour du marché, s’il est connu"),
        Key("max_amount", "montant maximum HT, s’il y en a un"),
    ),
    of=lambda programme: programme.markets.select_related("holder").order_by("notified_on", "pk"),
    identity=("number",),
    record=markets.record,
)
ORDERS = FileRows(
    "orders",
    Order,
    "Une commande de pass, utilisables jusqu’au dernier jour inclus.",
    (
        Key("number"),
        Key("supplier", "organisation qui imprime et livre"),
        Key("market", "numéro du marché", by="number"),
        Key("ordered_on", "jour de la commande"),
        Key("valid_from", "premier jour d’utilisation"),
        Key("valid_until", "dernier jour d’utilisation, inclus"),
        vote_key("deliberation", "numéro de la délibération"),
        Key("note"),
    ),
    # By first carnet: loading them again gives the same numbers.
    of=lambda programme: (
        programme.orders.select_related("supplier", "deliberation", "market")
        .annotate(first=Min("lots__first_carnet"))
        .order_by("first", "pk")
    ),
    identity=("number",),
    record=orders.place,
    lists=(LOTS,),
    inner=(COSTS,),
    then=_load_lots,
)

SECTIONS = [MARKETS, ORDERS]
