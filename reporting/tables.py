"""Reports, cuts of the funnel, and the journal, as tables."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import formats
from common.tables import NUM, NumberColumn, Table, state
from reporting.calendar import Line
from reporting.documents import told
from reporting.indicators import OfLot
from reporting.journal import VERBS


class ReportTable(Table):
    """One line a quarter, with its last version."""

    caption = "Rapports trimestriels à l’État"
    name = tables.Column("Trimestre", order_by="starts_on")
    due = tables.Column("Dû le", order_by="due_on")
    word = tables.Column("État")
    version = NumberColumn(verbose_name="Version", default="aucune")
    hash = tables.Column(
        "Empreinte des données",
        accessor="report__data_hash",
        default="sans objet",
        orderable=False,
        attrs={"td": {"class": "beyond-phone"}},
    )

    class Meta(Table.Meta):
        order_by = "-name"
        empty_text = "Aucun rapport\u00a0: aucune convention signée ne compte les pass consommés."

    def render_name(self, value: str, record: Line) -> str | SafeString:
        """A quarter without a report has its act further down the page: no link to nothing."""
        if record.report is None:
            return value
        url = reverse("reporting:report", args=[record.report.public_id])
        return format_html('<a href="{}">{}</a>', url, value)

    def render_word(self, record: Line) -> SafeString:
        return state(record.family, record.word)

    def render_hash(self, value: str) -> str:
        return value[:12] if value else "sans objet"


def _sum(table: Any, bound_column: Any) -> str:
    return formats.number(sum(getattr(row.funnel, bound_column.name) for row in table.lots))


class LotTable(Table):
    """The funnel by lot."""

    caption = "Pass par lot"
    lot = tables.Column("Lot", accessor="lot__code", footer="Total")
    ordered = NumberColumn(verbose_name="Commandés", accessor="funnel__ordered", footer=_sum)
    delivered = NumberColumn(verbose_name="Livrés", accessor="funnel__delivered", footer=_sum)
    active = NumberColumn(verbose_name="Actifs", accessor="funnel__active", footer=_sum)
    handed_out = NumberColumn(verbose_name="Remis", accessor="funnel__handed_out", footer=_sum)
    spent = NumberColumn(verbose_name="Consommés", accessor="funnel__spent", footer=_sum)

    def __init__(self, lots: list[OfLot], **kwargs: Any) -> None:
        self.lots = lots
        super().__init__(lots, **kwargs)

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False
        empty_text = "Aucun pass commandé à cette date."

    def render_lot(self, record: OfLot) -> str:
        return f"Commande {record.lot.order.number}, lot {record.lot.code}"


class PublicTable(Table):
    """People and passes of a cut; small counts are hidden."""

    label = tables.Column("Public")
    people = tables.Column("Personnes", attrs=NUM, empty_values=())
    handed_out = tables.Column("Pass remis", attrs=NUM, empty_values=())
    spent = tables.Column("Pass consommés", attrs=NUM, empty_values=())

    def __init__(self, rows: list[dict[str, Any]], *, caption: str, head: str) -> None:
        self.caption = caption
        super().__init__(rows)
        self.columns["label"].column.verbose_name = head

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False
        empty_text = "Aucun pass remis à cette date."

    def render_people(self, record: dict[str, Any]) -> str:
        return told(record["people"])

    def render_handed_out(self, record: dict[str, Any]) -> str:
        return told(record["handed_out"])

    def render_spent(self, record: dict[str, Any]) -> str:
        return told(record["spent"])


class JournalTable(Table):
    """Who did what to what, when, from where."""

    caption = "Journal des actes"
    at = tables.Column("Quand")
    actor = tables.Column("Auteur")
    verb = tables.Column("Acte")
    subject = tables.Column("Objet")
    address = tables.Column("Depuis", default="le serveur", attrs={"td": {"class": "beyond-phone"}})

    class Meta(Table.Meta):
        order_by = "-at"
        empty_text = "Aucun acte enregistré pour l’instant."

    def render_at(self, value: Any) -> str:
        return formats.moment(value)

    def render_verb(self, value: str) -> str:
        return VERBS.get(value, value)

    def order_at(self, rows: Any, is_descending: bool) -> tuple[Any, bool]:
        """Acts of one instant stay in the order of their entry."""
        sign = "-" if is_descending else ""
        return rows.order_by(f"{sign}at", f"{sign}pk"), True
