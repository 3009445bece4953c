"""The day's list of a structure: no name is in it, for none is known."""

import django_tables2 as tables

from common.formats import hour
from common.tables import EurosColumn, NumberColumn, Table
from mediation.models import Redemption


class RedemptionTable(Table):
    """What was received on a day."""

    caption = "Encaissements du jour"
    received_at = tables.Column(
        verbose_name="Heure", linkify=("mediation:outcome", [tables.A("public_id")])
    )
    place = tables.Column(verbose_name="Lieu", order_by="place__sort_key")
    service = tables.Column(verbose_name="Service")
    passes_count = NumberColumn(verbose_name="Pass")
    amount = EurosColumn(verbose_name="Montant, en €")
    receipt = tables.Column(verbose_name="Reçu")

    class Meta(Table.Meta):
        model = Redemption
        fields = ("received_at", "place", "service", "passes_count", "amount", "receipt")
        order_by = "-received_at"

    def render_received_at(self, value):  # type: ignore[no-untyped-def]
        return hour(value)
