"""The redemptions of a day. No person is named: places never know who uses a pass."""

import datetime as dt
from typing import Any

import django_tables2 as tables

from common.formats import hour, number
from common.tables import EurosColumn, NumberColumn, Table


class RedemptionTable(Table):
    """The redemptions of a day; `totals` are those of the whole day, not of one page."""

    caption = "Encaissements du jour"
    receipt = tables.Column(
        verbose_name="Reçu",
        linkify=("mediation:outcome", [tables.A("public_id")]),
        footer="Total",
    )
    received_at = tables.Column(verbose_name="Heure")
    place = tables.Column(verbose_name="Lieu", order_by="place__sort_key")
    passes_count = NumberColumn(
        verbose_name="Pass", footer=lambda table: number(table.totals["passes"])
    )
    amount = EurosColumn(
        verbose_name="Montant, en €", footer=lambda table: number(table.totals["amount"], 2)
    )

    class Meta(Table.Meta):
        order_by = "-received_at"

    def __init__(self, *args: Any, totals: dict[str, Any], **kwargs: Any) -> None:
        self.totals = totals
        super().__init__(*args, **kwargs)

    def render_received_at(self, value: dt.datetime) -> str:
        return hour(value)
