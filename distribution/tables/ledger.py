"""The list of the ledger lines of a depot."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.tables import NUM, DayColumn, EurosColumn, NumberColumn, Table, total
from distribution.models import Depot, StockLine
from distribution.rules import range_in_words


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
