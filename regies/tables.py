"""The lists of régies, of who holds them, of their ceilings and of their depots."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from common.formats import NBSP
from common.gauges import Bar
from common.http import address
from common.tables import (
    BAR,
    HIDDEN_ON_PHONE,
    DayColumn,
    EurosColumn,
    NumberColumn,
    StateColumn,
    Table,
    drawn_bar,
    total,
)
from regies.enums import RegieState, SheetState
from regies.models import Appointment, Ceiling, Regie, Sheet

STATES: dict[str, str] = {
    RegieState.DRAFT: "to_come",
    RegieState.FOUNDED: "under_way",
    RegieState.CLOSED: "stopped",
}
SHEETS: dict[str, str] = {
    SheetState.PREPARED: "to_come",
    SheetState.SIGNED: "under_way",
    SheetState.CLOSED: "done",
    SheetState.CANCELLED: "stopped",
}
IN_TREE = mark_safe("<span></span>")  # before the name of a depot, once a level


class RegieTable(Table):
    """Régies, who holds each now, what it holds and its ceiling today."""

    caption = "Régies et mandats"

    depot = tables.Column(
        "Dépôt", accessor="depot__name", linkify=("regies:regie", [tables.A("public_id")])
    )
    state = StateColumn(verbose_name="État", families=STATES)
    kind = tables.Column("Nature")
    holder = tables.Column("Régisseur", default="aucun en fonction", orderable=False)
    here = EurosColumn(verbose_name="En stock (€)", empty_values=(), orderable=False)
    ceiling = EurosColumn(verbose_name="Plafond (€)", default="sans plafond", orderable=False)

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "depot"

    def __init__(self, *args: Any, moved: dict[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moved = moved

    def render_here(self, record: Regie, column: Any) -> str:
        return str(EurosColumn.render(column, self.moved[record.depot_id].euros))


class AppointmentTable(Table):
    """Who was named, on one line of days."""

    caption = "Nominations, de la plus récente à la plus ancienne"

    name = tables.Column("Nom")
    office = tables.Column("Fonction")
    starts_on = DayColumn(verbose_name="Premier jour", default="à la remise")
    ends_on = DayColumn(verbose_name="Dernier jour", default="sans fin connue")
    days = tables.Column("Sur la ligne du temps", empty_values=(), attrs=BAR)
    act_number = tables.Column("Acte", attrs=HIDDEN_ON_PHONE)
    opinion_on = DayColumn(verbose_name="Avis conforme", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        orderable = False

    def __init__(self, *args: Any, on: dt.date, bars: dict[int, Bar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.bars = on, bars

    def render_days(self, record: Appointment) -> SafeString:
        if record.is_in_office(self.on):
            word = "en fonction"
        elif record.starts_on is None or record.starts_on > self.on:
            word = "à venir"
        else:
            word = "terminée"
        return drawn_bar(self.bars[record.pk], word)

    def render_act_number(self, record: Appointment) -> str:
        return f"n°{NBSP}{record.act_number} du {record.act_on:%d/%m/%Y}"


class CeilingTable(Table):
    """The ceilings, the last to take effect first."""

    caption = "Plafonds, le dernier d’abord"

    starts_on = DayColumn(verbose_name="À partir du")
    amount = EurosColumn(verbose_name="Plafond (€)")
    act_number = tables.Column("Acte")
    recorded_by = tables.Column("Enregistré par", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        orderable = False

    def render_act_number(self, record: Ceiling) -> str:
        return f"n°{NBSP}{record.act_number}"


class SheetTable(Table):
    """The papers of a régie."""

    caption = "Procès-verbaux, le dernier d’abord"

    kind = tables.Column("Procès-verbal", linkify=("regies:sheet", [tables.A("public_id")]))
    on = DayColumn(verbose_name="Au", default="à la signature")
    state = StateColumn(verbose_name="État", families=SHEETS)

    class Meta(Table.Meta):
        orderable = False

    def render_kind(self, record: Sheet) -> str:
        return record.get_kind_display()


class HeldTable(Table):
    """What a régie holds on a day, by ranges."""

    caption = "Carnets présents, par numéros"

    first = tables.Column("Du n°", footer="Total")
    last = tables.Column("Au n°", footer="")
    order = tables.Column("Commande", footer="")
    carnets = NumberColumn(verbose_name="Carnets", footer=total)
    passes = NumberColumn(verbose_name="Pass", footer=total)
    amount = EurosColumn(verbose_name="Valeur (€)", footer=total)

    class Meta(Table.Meta):
        orderable = False
        attrs = {"class": "accounts"}

    def render_first(self, value: int) -> str:
        return f"{value:05d}"

    def render_last(self, value: int) -> str:
        return f"{value:05d}"


class TreeTable(Table):
    """The depots from the comptable down."""

    caption = "Dépôts. En tout\u00a0: avec les dépôts qui en dépendent."

    depot = tables.Column("Dépôt", footer="Total")
    own = NumberColumn(verbose_name="Carnets", accessor="own__carnets", footer=total)
    own_euros = EurosColumn(verbose_name="Valeur (€)", accessor="own__euros", footer=total)
    under = NumberColumn(verbose_name="En tout (carnets)", accessor="under__carnets", footer=total)
    under_euros = EurosColumn(verbose_name="En tout (€)", accessor="under__euros", footer=total)
    kind = tables.Column("Nature", accessor="depot__get_kind_display", footer="")
    parent = tables.Column("Dépend de", accessor="depot__parent", default="d’aucun", footer="")

    class Meta(Table.Meta):
        orderable = False
        attrs = {"class": "accounts"}

    def render_depot(self, record: Any) -> SafeString:
        url = address("distribution:depot", record.depot.public_id)
        return format_html(
            '<div class="bar-line">{}<span><a href="{}">{}</a></span></div>',
            mark_safe(IN_TREE * record.depth),  # noqa: S308 our own words
            url,
            record.depot,
        )
