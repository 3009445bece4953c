"""The sections `transfers` and `losses` of a programme file: what moved, by ranges of carnets."""

from typing import Any

from django.db.models import Q, QuerySet

from audit.actors import Author
from common.file_rows import FileRows, Key
from distribution.actions import ledger
from distribution.enums import LineKind
from distribution.models import Depot, StockLine
from programmes.models import Programme

FIRST = Key("first_carnet", "premier carnet")
LAST = Key("last_carnet", "dernier carnet, inclus")
MOVED_ON = Key("moved_on", "jour", argument="on")


def _standing(programme: Programme, kinds: Q) -> QuerySet[StockLine]:
    """The lines of these kinds that no other corrects, in the order in which carnets moved."""
    lines = programme.stock_lines.filter(kinds, reversed_by=None)
    related = lines.select_related("source", "destination", "shipment__source")
    return related.order_by("moved_on", "pk")


def _transfers(programme: Programme) -> QuerySet[StockLine]:
    """Carnets that went from a store to another: sent and received, they are a transfer too."""
    return _standing(programme, Q(kind__in=[LineKind.TRANSFER, LineKind.RECEIPT]))


def _giver(line: StockLine) -> Depot:
    return line.source if line.shipment is None else line.shipment.source


def _found(programme: Programme, facts: dict[str, Any]) -> StockLine | None:
    source = facts["source"]
    from_there = Q(source=source, shipment=None) | Q(shipment__source=source)
    same = Q(
        first_carnet=facts["first_carnet"],
        last_carnet=facts["last_carnet"],
        moved_on=facts["on"],
    )
    return _transfers(programme).filter(same, from_there).first()


def _transfer(programme: Programme, *, source: Depot, by: Author, **facts: Any) -> StockLine:
    return ledger.transfer(source, by=by, **facts)


def _lose(programme: Programme, *, depot: Depot, by: Author, **facts: Any) -> StockLine:
    return ledger.declare_lost(depot, by=by, **facts)


TRANSFERS = FileRows(
    "transfers",
    StockLine,
    "Des carnets qui se suivent, passés d’un dépôt à un autre et reçus.",
    (
        FIRST,
        LAST,
        MOVED_ON,
        Key("source", "dépôt qui les donne", by="code", get=_giver),
        Key("destination", "dépôt qui les reçoit", by="code"),
        Key("reason", "motif"),
    ),
    of=_transfers,
    find=_found,
    record=_transfer,
)
LOSSES = FileRows(
    "losses",
    StockLine,
    "Des carnets qui se suivent, perdus, volés ou abîmés dans un dépôt.",
    (
        FIRST,
        LAST,
        MOVED_ON,
        Key("depot", "dépôt qui les perd", column="source", argument="depot", by="code"),
        Key("reason", "motif", is_required=True),
    ),
    of=lambda programme: _standing(programme, Q(kind=LineKind.LOSS)),
    identity=("first_carnet", "last_carnet", "moved_on"),
    record=_lose,
)

SECTIONS = [TRANSFERS, LOSSES]
