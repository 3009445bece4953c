"""The list of orders, the lots of one, and those to order."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from common import formats
from common.gauges import bar
from common.tables import (
    HIDDEN_ON_PHONE,
    DayColumn,
    EurosColumn,
    NumberColumn,
    StateColumn,
    Table,
    drawn_bar,
    total,
)
from distribution.enums import LotState
from distribution.models import Lot
from distribution.rules import range_in_words
from distribution.tables import LOT_STATE_FAMILIES, BarredColumn


class OrderTable(Table):
    """Orders, with the passes ordered and in service, and what is left of each."""

    caption = "Commandes du programme"

    number = tables.Column(
        "Commande", linkify=("ordering:order", [tables.A("public_id")]), footer="Total"
    )
    supplier = tables.Column("Émetteur", order_by="supplier__name", attrs=HIDDEN_ON_PHONE)
    ordered_on = DayColumn(verbose_name="Commandée le")
    valid_until = DayColumn(verbose_name="Utilisable jusqu’au")
    ordered = NumberColumn(verbose_name="Commandés (pass)", footer=total)
    active = BarredColumn(verbose_name="En service (pass)", footer=total)
    left = tables.Column("Reste", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "-ordered_on"
        empty_text = "Aucune commande enregistrée encore."

    def render_active(self, value: int, record: Any) -> SafeString:
        return drawn_bar(bar(value, record.ordered), formats.number(value))

    def render_left(self, record: Any) -> str:
        parts = (
            (record.ordered - record.delivered, "à livrer"),
            (record.delivered - record.active, "sans mandat"),
        )
        said = [f"{formats.count(passes, 'pass')} {what}" for passes, what in parts if passes]
        return ", ".join(said) or "tout est en service"


class PlannedLotTable(Table):
    """The lots of an order that is not placed yet, with the numbers that they take."""

    caption = "Lots à commander"
    code = tables.Column("Lot", accessor="spec__code", footer="Total")
    carnets = tables.Column("Carnets", footer="")
    serials = tables.Column("Numéros des pass", footer="")
    passes_per_carnet = NumberColumn(
        verbose_name="Pass par carnet", accessor="spec__passes_per_carnet", footer=""
    )
    territory = tables.Column("Départements", default="tout le programme", footer="")
    passes = NumberColumn(verbose_name="Pass", footer=total)
    value = EurosColumn(verbose_name="Valeur (€)", footer=total)

    class Meta(Table.Meta):
        orderable = False


class LotTable(Table):
    """The lots of one order."""

    caption = "Lots de la commande"
    code = tables.Column("Lot")
    first_carnet = tables.Column("Carnets")
    passes_per_carnet = NumberColumn(verbose_name="Pass par carnet")
    passes_count = NumberColumn(verbose_name="Pass")
    state = StateColumn(families=LOT_STATE_FAMILIES, verbose_name="État")
    delivered_on = DayColumn(verbose_name="Livré le", default="livraison attendue")
    activated_on = DayColumn(verbose_name="En service le", empty_values=())
    mandat_number = tables.Column("Mandat", empty_values=(None, ""), default="mandat attendu")
    territory = tables.Column("Départements", default="tout le programme")

    class Meta(Table.Meta):
        orderable = False

    def render_first_carnet(self, record: Lot) -> str:
        return range_in_words(record.first_carnet, record.last_carnet)

    def render_activated_on(self, value: dt.date | None, record: Lot) -> str:
        if value is not None:
            return formats.day_short(value)
        return "à confirmer" if record.state == LotState.PROPOSED else "mandat attendu"

    def render_territory(self, value: list[str]) -> str:
        return ", ".join(value) or "tout le programme"
