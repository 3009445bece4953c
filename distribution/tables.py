"""Lists of depots, ledger lines, orders and lots."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.tables import NUM, DayColumn, EurosColumn, NumberColumn, StateColumn, Table
from distribution.enums import LotState
from distribution.models import Depot, Lot, Order, StockLine
from distribution.rules import named_range

LOT_FAMILIES: dict[str, str] = {
    LotState.ORDERED: "to_come",
    LotState.DELIVERED: "to_come",
    LotState.ACTIVE: "under_way",
}


# Figures that a phone leaves to the page of the depot.
BESIDE = {cell: {"class": "num beyond-phone"} for cell in ("td", "th", "tf")}


class SumColumn(NumberColumn):
    """A count whose total stands last, over the rows of the whole table."""

    def render_footer(self, bound_column: Any, table: Any) -> str:
        return self.render(table.totals[bound_column.name])


class SumEurosColumn(EurosColumn):
    def render_footer(self, bound_column: Any, table: Any) -> str:
        return self.render(table.totals[bound_column.name])


class DepotTable(Table):
    """What came in, what went out, what is there: `totals` gives the last row."""

    caption = "Stock par dépôt"

    name = tables.Column(
        verbose_name="Dépôt",
        footer="Total",
        linkify=("distribution:depot", {"public_id": tables.A("public_id")}),
    )
    kind = tables.Column(verbose_name="Nature", footer="toutes")
    came_in_carnets = SumColumn(verbose_name="Entrés (carnets)", attrs=BESIDE)
    went_out_carnets = SumColumn(verbose_name="Sortis (carnets)", attrs=BESIDE)
    here_carnets = SumColumn(verbose_name="En stock (carnets)")
    here_passes = SumColumn(verbose_name="En stock (pass)")
    here_euros = SumEurosColumn(verbose_name="Valeur (€)")

    class Meta(Table.Meta):
        model = Depot
        fields = (
            "name",
            "kind",
            "came_in_carnets",
            "went_out_carnets",
            "here_carnets",
            "here_passes",
            "here_euros",
        )
        order_by_field = "sort"
        order_by = "name"

    def __init__(self, *args: Any, totals: dict[str, Any], **kwargs: Any) -> None:
        self.totals = totals
        super().__init__(*args, **kwargs)


class LineTable(Table):
    """The lines of one depot: `depot` tells what came in from what went out."""

    caption = "Grand livre du dépôt"

    moved_on = DayColumn(verbose_name="Jour", orderable=False, footer="Total de la période")
    kind = tables.Column(verbose_name="Mouvement", orderable=False, footer="")
    other = tables.Column(verbose_name="De ou vers", empty_values=(), orderable=False, footer="")
    first_carnet = tables.Column(verbose_name="Carnets", orderable=False, footer="")
    came_in = SumColumn(verbose_name="Entrés (pass)", empty_values=(), orderable=False)
    went_out = SumColumn(verbose_name="Sortis (pass)", empty_values=(), orderable=False)
    amount = tables.Column(verbose_name="Valeur (€)", orderable=False, attrs=NUM, footer="")
    moved_by = tables.Column(verbose_name="Par", orderable=False, footer="")

    class Meta(Table.Meta):
        model = StockLine
        fields = (
            "moved_on",
            "kind",
            "other",
            "first_carnet",
            "came_in",
            "went_out",
            "amount",
            "moved_by",
        )
        attrs = {"class": "accounts"}

    def __init__(self, *args: Any, depot: Depot, totals: dict[str, Any], **kwargs: Any) -> None:
        self.depot, self.totals = depot, totals
        super().__init__(*args, **kwargs)

    def render_kind(self, value: str, record: StockLine) -> SafeString | str:
        return format_html("{}<br>{}", value, record.reason) if record.reason else value

    def render_other(self, record: StockLine) -> str:
        return str(record.destination if self._goes_out(record) else record.source)

    def render_first_carnet(self, record: StockLine) -> str:
        return named_range(record.first_carnet, record.last_carnet)

    def render_came_in(self, record: StockLine, column: Any) -> str:
        return NumberColumn.render(column, 0 if self._goes_out(record) else record.passes)

    def render_went_out(self, record: StockLine, column: Any) -> str:
        return NumberColumn.render(column, record.passes if self._goes_out(record) else 0)

    def render_amount(self, value: Any, record: StockLine) -> str:
        return EurosColumn().render(-value if self._goes_out(record) else value)

    def _goes_out(self, record: StockLine) -> bool:
        return record.source_id == self.depot.pk


class OrderTable(Table):
    """Orders, and how far their lots are."""

    caption = "Commandes du programme"

    number = tables.Column(
        verbose_name="Commande",
        linkify=("distribution:order", {"public_id": tables.A("public_id")}),
    )
    supplier = tables.Column(verbose_name="Émetteur", order_by="supplier__name")
    ordered_on = DayColumn(verbose_name="Commandée le")
    valid_until = DayColumn(verbose_name="Utilisable jusqu’au")
    ordered = NumberColumn(verbose_name="Commandés (pass)")
    delivered = NumberColumn(verbose_name="Livrés (pass)")
    active = NumberColumn(verbose_name="En service (pass)")

    class Meta(Table.Meta):
        model = Order
        fields = (
            "number",
            "supplier",
            "ordered_on",
            "valid_until",
            "ordered",
            "delivered",
            "active",
        )
        order_by_field = "sort"
        order_by = "-ordered_on"


class LotTable(Table):
    """The lots of one order."""

    caption = "Lots de la commande"

    code = tables.Column(verbose_name="Lot", orderable=False)
    first_carnet = tables.Column(verbose_name="Carnets", orderable=False)
    passes_count = NumberColumn(verbose_name="Pass", orderable=False)
    state = StateColumn(families=LOT_FAMILIES, verbose_name="État", orderable=False)
    delivered_on = DayColumn(verbose_name="Livré le", orderable=False, default="livraison attendue")
    activated_on = DayColumn(
        verbose_name="En service le", orderable=False, default="mandat attendu"
    )
    mandat_number = tables.Column(
        verbose_name="Mandat", orderable=False, empty_values=(None, ""), default="mandat attendu"
    )
    territory = tables.Column(
        verbose_name="Départements", orderable=False, default="tout le programme"
    )

    class Meta(Table.Meta):
        model = Lot
        fields = (
            "code",
            "first_carnet",
            "passes_count",
            "state",
            "delivered_on",
            "activated_on",
            "mandat_number",
            "territory",
        )

    def render_first_carnet(self, record: Lot) -> str:
        return named_range(record.first_carnet, record.last_carnet)

    def render_territory(self, value: list[str]) -> str:
        return ", ".join(value) or "tout le programme"
