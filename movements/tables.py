"""The lists of movements: shipments, and the ledger lines of one."""

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.tables import (
    HIDDEN_ON_PHONE,
    DayColumn,
    EurosColumn,
    NumberColumn,
    Table,
    state,
)
from distribution.enums import ShipmentState
from distribution.models import Shipment, StockLine
from distribution.rules import range_in_words

FAMILIES: dict[str, str] = {
    ShipmentState.SENT: "to_come",
    ShipmentState.TO_SETTLE: "watch",
    ShipmentState.CLOSED: "done",
    ShipmentState.CANCELLED: "stopped",
}


class ShipmentTable(Table):
    """Shipments, with what is left of each on its way."""

    caption = "Envois de carnets, les derniers d’abord"
    number = tables.Column("Envoi", linkify=("movements:shipment", [tables.A("public_id")]))
    state = tables.Column("État")
    sent_on = DayColumn(verbose_name="Envoyé le")
    source = tables.Column("De", order_by="source__name")
    destination = tables.Column("À", order_by="destination__name")
    carnets = NumberColumn(verbose_name="Carnets")
    on_the_way = NumberColumn(verbose_name="En chemin")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "-number"

    def render_number(self, record: Shipment) -> str:
        return str(record)

    def render_state(self, record: Shipment) -> SafeString:
        return state(FAMILIES[record.state], record.get_state_display())


class ShipmentLineTable(Table):
    """The ledger lines of a shipment."""

    caption = "Lignes du grand livre"
    moved_on = DayColumn(verbose_name="Jour")
    kind = tables.Column("Mouvement")
    destination = tables.Column("Vers")
    first_carnet = tables.Column("Numéros")
    carnets = NumberColumn(verbose_name="Carnets")
    amount = EurosColumn(verbose_name="Valeur (€)")
    moved_by = tables.Column("Par", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        orderable = False

    def render_first_carnet(self, record: StockLine) -> str:
        return range_in_words(record.first_carnet, record.last_carnet)
