"""The list of depots with their balance."""

import django_tables2 as tables

from common.tables import NUM_HIDDEN_ON_PHONE, EurosColumn, NumberColumn, Table, total


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
