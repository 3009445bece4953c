"""The tables of reports, of counts of passes and people, and of alerts."""

import datetime as dt
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import formats
from common.http import address
from common.tables import (
    HIDDEN_ON_PHONE,
    NUM,
    BarColumn,
    EurosColumn,
    NumberColumn,
    Table,
    state,
)
from conventions.models import Convention
from reporting.documents import count_or_hidden
from reporting.enums import AlertKind
from reporting.models import Alert
from reporting.readings.indicators import LotCounts
from reporting.readings.quarters import QuarterLine
from reporting.rules import figure_in_words


class ReportTable(Table):
    """The quarters of a convention, each with the last version of its report."""

    name = tables.Column("Trimestre", order_by="starts_on")
    due = tables.Column("Dû le", order_by="due_on")
    word = tables.Column("État")
    version = NumberColumn(verbose_name="Version", default="aucune")
    hash = tables.Column(
        "Empreinte des données",
        accessor="report__data_hash",
        default="sans objet",
        orderable=False,
        attrs=HIDDEN_ON_PHONE,
    )

    class Meta(Table.Meta):
        order_by = "-name"

    def __init__(self, lines: list[QuarterLine], convention: Convention) -> None:
        self.caption = f"Rapports trimestriels, {convention}"
        anchor = f"convention-{convention.public_id}"
        super().__init__(lines, prefix=f"{convention.code}-", attrs={"id": anchor})

    def render_name(self, value: str, record: QuarterLine) -> str | SafeString:
        """A link to the report; no link for a quarter that has none."""
        if record.report is None:
            return value
        url = reverse("reporting:report", args=[record.report.public_id])
        return format_html('<a href="{}">{}</a>', url, value)

    def render_word(self, record: QuarterLine) -> SafeString:
        return state(record.family, record.word)

    def render_hash(self, value: str) -> str:
        return value[:12] if value else "sans objet"


class StageTable(Table):
    """The stages of the passes, on one scale."""

    name = tables.Column("Étape")
    passes = NumberColumn(verbose_name="Pass")
    bar = BarColumn(verbose_name="Part de l’objectif")
    left = tables.Column("Ce qui reste à cette étape")
    change = tables.Column(attrs=NUM)

    class Meta(Table.Meta):
        attrs = {"class": "stages"}
        orderable = False

    def __init__(self, stages: list[Any], perimeter: str, since: str) -> None:
        super().__init__(stages)
        self.caption = perimeter
        self.columns["change"].column.verbose_name = f"Depuis le {since}"


class FunderTable(Table):
    """What each funder owes, on its basis."""

    caption = "Chaque financeur compte sur sa base : ces montants ne s’additionnent pas."
    funder = tables.Column("Financeur et base")
    due = EurosColumn(verbose_name="Dû (€)")
    change = tables.Column(attrs=NUM)
    most = EurosColumn(verbose_name="Plafond (€)", default="aucun")
    bar = BarColumn(verbose_name="Part du plafond", default=formats.NOT_APPLICABLE)

    class Meta(Table.Meta):
        orderable = False

    def __init__(self, lines: list[Any], since: str) -> None:
        super().__init__(lines)
        self.columns["change"].column.verbose_name = f"Depuis le {since} (€)"

    def render_funder(self, value: str, record: Any) -> SafeString:
        return format_html(
            '<a href="{}">{}</a><br><span class="muted">{}</span>', record.url, value, record.basis
        )


def _total(table: Any, bound_column: Any) -> str:
    return formats.number(sum(getattr(lot.counts, bound_column.name) for lot in table.data))


class LotTable(Table):
    """The counts of passes by lot."""

    caption = "Pass par lot"
    lot = tables.Column("Lot", accessor="lot__code", footer="Total")
    ordered = NumberColumn(verbose_name="Commandés", accessor="counts__ordered", footer=_total)
    delivered = NumberColumn(verbose_name="Livrés", accessor="counts__delivered", footer=_total)
    active = NumberColumn(verbose_name="En service", accessor="counts__active", footer=_total)
    handed_out = NumberColumn(verbose_name="Remis", accessor="counts__handed_out", footer=_total)
    spent = NumberColumn(verbose_name="Consommés", accessor="counts__spent", footer=_total)

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False
        empty_text = "Aucun pass commandé à cette date."

    def render_lot(self, record: LotCounts) -> str:
        return f"Commande {record.lot.order.number}, lot {record.lot.code}"


def _count(value: int | None) -> str:
    """The line says why a count is hidden."""
    return "masqué" if value is None else count_or_hidden(value)


def _total_or_hidden(table: Any, bound_column: Any) -> str:
    return _count(table.totals[bound_column.name])


class PeopleTable(Table):
    """People and passes by category or by territory; small counts are hidden."""

    label = tables.Column("Public", footer="Total")
    people = tables.Column("Personnes", attrs=NUM, empty_values=(), footer=_total_or_hidden)
    handed_out = tables.Column("Pass remis", attrs=NUM, empty_values=(), footer=_total_or_hidden)
    spent = tables.Column("Pass consommés", attrs=NUM, empty_values=(), footer=_total_or_hidden)

    def __init__(
        self, groups: list[dict[str, Any]], *, caption: str, head: str, totals: dict[str, Any]
    ) -> None:
        self.caption = caption
        super().__init__(groups, totals=totals)
        self.columns["label"].column.verbose_name = head

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False
        empty_text = "Aucun pass remis à cette date."

    def render_people(self, value: int | None) -> str:
        return _count(value)

    render_handed_out = render_spent = render_people


class AlertTable(Table):
    """What is to be looked at, and what was; `can_see` leads to the page that says so."""

    caption = "Points à surveiller"
    can_see = False

    about = tables.Column("Qui ou quoi")
    kind = tables.Column("Quoi")
    figure = tables.Column("Combien", attrs=NUM)
    raised_at = tables.Column("Quand", attrs={"td": {"class": "nowrap"}})
    seen_at = tables.Column("État", empty_values=())
    reason = tables.Column("Ce qui a été vérifié", empty_values=())

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "-raised_at"
        empty_text = "Rien d’inhabituel jusqu’ici."

    def render_raised_at(self, value: dt.datetime) -> str:
        return formats.moment(value)

    def value_raised_at(self, value: dt.datetime) -> dt.datetime:
        return value

    def render_figure(self, value: Decimal, record: Alert) -> str:
        return figure_in_words(AlertKind(record.kind), value)

    value_figure = render_figure

    def render_seen_at(self, value: dt.datetime | None, record: Alert) -> SafeString:
        return state("watch" if value is None else "done", self.value_seen_at(value, record))

    def value_seen_at(self, value: dt.datetime | None, record: Alert) -> str:
        if value is None:
            return "à voir"
        return f"vu par {record.seen_by}, le {formats.day_short(value)}"

    def render_reason(self, value: str, record: Alert) -> str | SafeString:
        if record.seen_at is not None or not self.can_see:
            return self.value_reason(value)
        url = address("reporting:see-alert", record.public_id)
        return format_html('<a href="{}">Dire ce qui est vu</a>', url)

    def value_reason(self, value: str) -> str:
        return value or "à vérifier"
