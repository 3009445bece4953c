"""The files of codes of a lot."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.formats import grouped
from common.tables import HIDDEN_ON_PHONE, DayColumn, StateColumn, Table
from printing.enums import FAMILIES
from printing.models import PrintFile


class PrintFileTable(Table):
    """The last one first; the fingerprint is that of the encrypted codes."""

    caption = "Fichiers d’impression"

    proposed_at = DayColumn(verbose_name="Demandé le")
    state = StateColumn(verbose_name="État", families=FAMILIES)
    proposed_by = tables.Column(verbose_name="Par", order_by="proposed_by__last_name")
    confirmed_by = tables.Column(
        verbose_name="Confirmé par", order_by="confirmed_by__last_name", default="personne encore"
    )
    taken_at = DayColumn(verbose_name="Téléchargé le", default="pas téléchargé")
    digest = tables.Column(
        verbose_name="Empreinte", default="sans objet", orderable=False, attrs=HIDDEN_ON_PHONE
    )

    class Meta(Table.Meta):
        order_by_field = "tri"
        order_by = "-proposed_at"
        empty_text = "Aucun fichier de ce lot n’a encore été demandé."

    def render_digest(self, record: PrintFile) -> SafeString:
        return format_html("<code>{}…</code>", grouped(record.digest[:16]))

    def value_digest(self, record: PrintFile) -> str:
        return record.digest
