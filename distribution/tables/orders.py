"""The list of orders."""

import django_tables2 as tables

from common.tables import DayColumn, NumberColumn, Table


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
