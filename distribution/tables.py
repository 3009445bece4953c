"""The lists of the stock: depots, the ledger of one, orders, and the lots of one."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.tables import (
    NUM,
    NUM_HIDDEN_ON_PHONE,
    DayColumn,
    EurosColumn,
    NumberColumn,
    StateColumn,
    Table,
    total,
)
from distribution.enums import LotState
from distribution.models import Depot, Lot, StockLine
from distribution.rules import range_in_words

LOT_STATE_FAMILIES: dict[str, str] = {
    LotState.ORDERED: "to_come",
    LotState.DELIVERED: "to_come",
    LotState.ACTIVE: "under_way",
}


class DepotTable(Table):
    """Depots with their balance."""

    caption = "Stock par dépôt"

    name = tables.Column(
        "Dépôt", footer="Total", linkify=("distribution:depot", [tables.A("public_id")])
    )
    kind = tables.Column("Nature", footer="toutes")
    came_in_carnets = NumberColumn(
        verbose_name="Entrés (carnets)", attrs=NUM_HIDDEN_ON_PHONE, footer=total
    )
    went_out_carnets = NumberColumn(
        verbose_name="Sortis (carnets)", attrs=NUM_HIDDEN_ON_PHONE, footer=total
    )
    here_carnets = NumberColumn(verbose_name="En stock (carnets)", footer=total)
    here_passes = NumberColumn(verbose_name="En stock (pass)", footer=total)
    here_euros = EurosColumn(verbose_name="Valeur (€)", footer=total)

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "name"


class StockLineTable(Table):
    """The ledger lines of `depot`, with the passes that came in and went out."""

    caption = "Grand livre du dépôt"

    moved_on = DayColumn(verbose_name="Jour", footer="Total de la période")
    kind = tables.Column("Mouvement", footer="")
    other = tables.Column("De ou vers", empty_values=(), footer="")
    first_carnet = tables.Column("Carnets", footer="")
    came_in = NumberColumn(verbose_name="Entrés (pass)", empty_values=(), footer=total)
    went_out = NumberColumn(verbose_name="Sortis (pass)", empty_values=(), footer=total)
    amount = tables.Column("Valeur (€)", attrs=NUM, footer="")
    moved_by = tables.Column("Par", footer="")

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False

    def __init__(self, data: Any, *, depot: Depot, totals: dict[str, Any]) -> None:
        self.depot = depot
        super().__init__(data, totals=totals)

    def render_kind(self, value: str, record: StockLine) -> SafeString | str:
        return format_html("{}<br>{}", value, record.reason) if record.reason else value

    def render_other(self, record: StockLine) -> str:
        return str(record.destination if self._goes_out(record) else record.source)

    def render_first_carnet(self, record: StockLine) -> str:
        return range_in_words(record.first_carnet, record.last_carnet)

    def render_came_in(self, record: StockLine, column: Any) -> str:
        return NumberColumn.render(column, 0 if self._goes_out(record) else record.passes)

    def render_went_out(self, record: StockLine, column: Any) -> str:
        return NumberColumn.render(column, record.passes if self._goes_out(record) else 0)

    def render_amount(self, value: Any, record: StockLine) -> str:
        return EurosColumn().render(-value if self._goes_out(record) else value)

    def _goes_out(self, record: StockLine) -> bool:
        return record.source_id == self.depot.pk


class OrderTable(Table):
    """Orders, with the passes ordered, delivered and in service."""

    caption = "Commandes du programme"

    number = tables.Column("Commande", linkify=("distribution:order", [tables.A("public_id")]))
    supplier = tables.Column("Émetteur", order_by="supplier__name")
    ordered_on = DayColumn(verbose_name="Commandée le")
    valid_until = DayColumn(verbose_name="Utilisable jusqu’au")
    ordered = NumberColumn(verbose_name="Commandés (pass)")
    delivered = NumberColumn(verbose_name="Livrés (pass)")
    active = NumberColumn(verbose_name="En service (pass)")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "-ordered_on"


class LotTable(Table):
    """The lots of one order."""

    caption = "Lots de la commande"

    code = tables.Column("Lot")
    first_carnet = tables.Column("Carnets")
    passes_per_carnet = NumberColumn(verbose_name="Pass par carnet")
    passes_count = NumberColumn(verbose_name="Pass")
    state = StateColumn(families=LOT_STATE_FAMILIES, verbose_name="État")
    delivered_on = DayColumn(verbose_name="Livré le", default="livraison attendue")
    activated_on = DayColumn(verbose_name="En service le", default="mandat attendu")
    mandat_number = tables.Column("Mandat", empty_values=(None, ""), default="mandat attendu")
    territory = tables.Column("Départements", default="tout le programme")

    class Meta(Table.Meta):
        orderable = False

    def render_first_carnet(self, record: Lot) -> str:
        return range_in_words(record.first_carnet, record.last_carnet)

    def render_territory(self, value: list[str]) -> str:
        return ", ".join(value) or "tout le programme"
