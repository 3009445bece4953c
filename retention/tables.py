"""The people whose data are to be erased soon."""

import django_tables2 as tables

from common.tables import DayColumn, Table


class DueTable(Table):
    """The first due first."""

    caption = "Données à effacer"

    person = tables.Column(
        verbose_name="Personne",
        accessor="person__listed_name",
        order_by="person__sort_key",
        linkify=("beneficiaries:detail", {"public_id": tables.A("person__public_id")}),
    )
    on = DayColumn(verbose_name="À effacer le")
    why = tables.Column(verbose_name="Pourquoi", orderable=False)

    class Meta(Table.Meta):
        order_by_field = "tri"
        order_by = "on"
        empty_text = "Aucune donnée n’est à effacer d’ici la fin du mois prochain."
