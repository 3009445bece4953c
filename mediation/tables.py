"""The redemptions of a day, and the devices. No person is named: places never know who uses
a pass.
"""

import datetime as dt

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.formats import day, hour
from common.http import address
from common.tables import (
    HIDDEN_ON_PHONE,
    DayColumn,
    EurosColumn,
    NumberColumn,
    Table,
    state,
    total,
)
from mediation.models import Device


class DeviceTable(Table):
    """The phones and PCs that redeem by the API."""

    caption = "Appareils"
    label = tables.Column("Appareil")
    structure = tables.Column(
        accessor="structure__organisation", order_by="structure__organisation__name"
    )
    state = tables.Column("État", accessor="revoked_at", empty_values=())
    created_at = DayColumn(verbose_name="Ajouté le")
    created_by = tables.Column("Par", attrs=HIDDEN_ON_PHONE)
    seen_at = DayColumn(verbose_name="Vu le", default="jamais")
    act = tables.Column("Acte", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        order_by = "label"

    def render_state(self, record: Device) -> SafeString:
        return (
            state("under_way", "en service")
            if record.revoked_at is None
            else state("stopped", "révoqué")
        )

    def value_state(self, record: Device) -> str:
        return "en service" if record.revoked_at is None else "révoqué"

    def render_act(self, record: Device) -> str | SafeString:
        if record.revoked_at is not None:
            return f"révoqué le {day(record.revoked_at)}"
        url = address("mediation:revoke-device", record.public_id)
        return format_html(
            '<a href="{}">Révoquer<span class="visually-hidden"> {}</span></a>', url, record.label
        )

    def value_act(self, record: Device) -> str:
        return "" if record.revoked_at is None else f"révoqué le {day(record.revoked_at)}"


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
