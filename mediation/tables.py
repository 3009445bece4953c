"""The redemptions of a day. No person is named: places never know who uses a pass."""

import datetime as dt

import django_tables2 as tables

from common.formats import hour
from common.tables import EurosColumn, NumberColumn, Table, total


class RedemptionTable(Table):
    """The redemptions of a day; `totals` are those of the whole day, not of one page."""

    caption = "Encaissements du jour"
    receipt = tables.Column(
        "Reçu", footer="Total", linkify=("mediation:outcome", [tables.A("public_id")])
    )
    received_at = tables.Column("Heure")
    place = tables.Column("Lieu", order_by="place__sort_key")
    passes_count = NumberColumn(verbose_name="Pass", footer=total)
    amount = EurosColumn(verbose_name="Montant, en €", footer=total)

    class Meta(Table.Meta):
        order_by = "-received_at"

    def render_received_at(self, value: dt.datetime) -> str:
        return hour(value)
