"""The list of depots with their balance."""

from typing import Any

import django_tables2 as tables

from common.tables import NUM_HIDDEN_ON_PHONE, EurosColumn, NumberColumn, Table


class SumColumn(NumberColumn):
    """A number, with its total in the last row of the table."""

    def render_footer(self, bound_column: Any, table: Any) -> str:
        return self.render(table.totals[bound_column.name])


class SumEurosColumn(EurosColumn):
    def render_footer(self, bound_column: Any, table: Any) -> str:
        return self.render(table.totals[bound_column.name])


class DepotTable(Table):
    """Depots with their balance; `totals` gives the last row."""

    caption = "Stock par dépôt"

    name = tables.Column(
        verbose_name="Dépôt",
        footer="Total",
        linkify=("distribution:depot", {"public_id": tables.A("public_id")}),
    )
    kind = tables.Column(verbose_name="Nature", footer="toutes")
    came_in_carnets = SumColumn(verbose_name="Entrés (carnets)", attrs=NUM_HIDDEN_ON_PHONE)
    went_out_carnets = SumColumn(verbose_name="Sortis (carnets)", attrs=NUM_HIDDEN_ON_PHONE)
    here_carnets = SumColumn(verbose_name="En stock (carnets)")
    here_passes = SumColumn(verbose_name="En stock (pass)")
    here_euros = SumEurosColumn(verbose_name="Valeur (€)")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "name"

    def __init__(self, *args: Any, totals: dict[str, Any], **kwargs: Any) -> None:
        self.totals = totals
        super().__init__(*args, **kwargs)
