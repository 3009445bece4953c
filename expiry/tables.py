"""The orders that come to their end, the milestones of one, and what its stores answer."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.formats import day_short
from common.tables import HIDDEN_ON_PHONE, DayColumn, NumberColumn, Table, state, total
from expiry.enums import Phase
from expiry.readings import phase_of

NOT_YET = "à venir"
FAMILIES: dict[str, str] = {
    Phase.RUNNING: "under_way",
    Phase.NEAR: "watch",
    Phase.TOLERANCE: "watch",
    Phase.TO_STRIKE_OFF: "watch",
    Phase.OBJECTION: "to_come",
    Phase.TO_CREDIT: "watch",
    Phase.CREDITED: "done",
}
ANSWERS = ("counted", "remark", "said")  # the columns of what a store is asked
ANSWER = '<a href="{}">Répondre<span class="visually-hidden">\u00a0: {}</span></a>'


def count_column(words: str) -> NumberColumn:
    return NumberColumn(verbose_name=words, default=NOT_YET)


class EndingTable(Table):
    """Orders with their end, and the four counts of their last milestone, in carnets."""

    caption = "Commandes en service et leurs carnets, la première à finir d’abord"

    number = tables.Column("Commande", linkify=("expiry:order", [tables.A("public_id")]))
    state = tables.Column("État", empty_values=(), orderable=False)
    last_day = DayColumn(verbose_name="Utilisable jusqu’au")
    supplier = tables.Column("Émetteur", order_by="supplier__name", attrs=HIDDEN_ON_PHONE)
    issued = count_column("Émis")
    injected = count_column("Injectés")
    stock = count_column("Non injectés")
    started = count_column("Entamés")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "last_day"
        empty_text = "Aucun pass n’est encore en service."

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def render_state(self, record: Any) -> SafeString:
        phase = phase_of(record, self.on)
        return state(FAMILIES[phase], phase.label)

    def value_state(self, record: Any) -> str:
        return str(phase_of(record, self.on).label)


class MilestoneTable(Table):
    """The milestones that have come, with their counts."""

    caption = "Comptes arrêtés au matin de chaque jalon"

    kind = tables.Column("Jalon")
    reached_on = DayColumn(verbose_name="Jour")
    issued_carnets = NumberColumn(verbose_name="Émis (carnets)")
    injected_carnets = NumberColumn(verbose_name="Injectés (carnets)")
    stock_carnets = NumberColumn(verbose_name="Non injectés (carnets)")
    started_carnets = NumberColumn(verbose_name="Entamés (carnets)")
    issued_passes = NumberColumn(verbose_name="Émis (pass)")
    spent_passes = NumberColumn(verbose_name="Utilisés (pass)")
    unspent = NumberColumn(verbose_name="Non utilisés (€)", accessor="unspent_euros")

    class Meta(Table.Meta):
        orderable = False

    def render_kind(self, record: Any) -> str:
        return str(record.get_kind_display())


class StoreTable(Table):
    """What each store holds, and what it answered."""

    caption = "Dépôts qui tiennent ces carnets"

    depot = tables.Column("Dépôt", footer="Total")
    here = NumberColumn(verbose_name="Carnets", footer=total)
    counted = NumberColumn(verbose_name="Comptés", default="réponse attendue")
    remark = tables.Column("Remarque", default="aucune")
    said = tables.Column("Réponse", empty_values=())

    class Meta(Table.Meta):
        orderable = False

    def render_said(self, record: Any) -> str | SafeString:
        if record.answer is not None:
            return f"{record.answer.said_by}, {day_short(record.answer.said_at)}"
        return format_html(ANSWER, record.url, record.depot) if record.url else "attendue"
