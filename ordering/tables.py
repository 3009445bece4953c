"""The list of orders, the lots of one, and those to order."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from accounts.enums import Permission, holders_of
from common import formats
from common.formats import NOT_APPLICABLE
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

# What each state waits for, and of whom.
NEXT = {
    LotState.ORDERED: ("recevoir le BAT", Permission.ORDER_PLACE),
    LotState.PROOF: ("valider le BAT", Permission.PROOF_APPROVE),
    LotState.APPROVED: ("lancer la fabrication", Permission.ORDER_PLACE),
    LotState.PRODUCTION: ("annoncer l’expédition", Permission.ORDER_PLACE),
    LotState.DISPATCHED: ("réceptionner", Permission.STOCK_MOVE),
    LotState.DELIVERED: ("proposer le mandat", Permission.LOT_PROPOSE),
    LotState.PROPOSED: ("confirmer le mandat", Permission.LOT_ACTIVATE),
}


def next_in_words(lot: Lot) -> str:
    """`valider le BAT : Gestionnaire du programme, Régisseur`; nothing once it is in service."""
    if (waited := NEXT.get(LotState(lot.state))) is None:
        return ""
    what, permission = waited
    return f"{what}\u00a0: {holders_of(permission)}"


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
        return ", ".join(said) or ("tout est en service" if record.ordered else "annulée")


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
    code = tables.Column("Lot", attrs={"td": {"class": "nowrap"}})
    first_carnet = tables.Column("Carnets")
    passes_per_carnet = NumberColumn(verbose_name="Pass par carnet")
    passes_count = NumberColumn(verbose_name="Pass")
    state = StateColumn(families=LOT_STATE_FAMILIES, verbose_name="État")
    delivered_on = DayColumn(verbose_name="Livré le", default="livraison attendue")
    activated_on = DayColumn(verbose_name="En service le", empty_values=())
    mandat_number = tables.Column("Mandat", empty_values=(None, ""), default="mandat attendu")
    territory = tables.Column("Départements", default="tout le programme")
    next = tables.Column("Ensuite", accessor="pk")

    class Meta(Table.Meta):
        orderable = False

    def render_next(self, record: Lot) -> str:
        return next_in_words(record) or NOT_APPLICABLE

    def render_first_carnet(self, record: Lot) -> str:
        return range_in_words(record.first_carnet, record.last_carnet)

    def render_activated_on(self, value: dt.date | None, record: Lot) -> str:
        if value is not None:
            return formats.day_short(value)
        return "à confirmer" if record.state == LotState.PROPOSED else "mandat attendu"

    def render_territory(self, value: list[str]) -> str:
        return ", ".join(value) or "tout le programme"


class StepTable(Table):
    """What happened to the lots of an order before they were in stock, the last first."""

    caption = "Étapes, la dernière d’abord"
    taken_on = DayColumn(verbose_name="Jour")
    lot = tables.Column("Lot", accessor="lot__code")
    kind = tables.Column("Étape")
    taken_by = tables.Column("Par", default="fichier de programme")
    note = tables.Column("Note", empty_values=("", None), default="aucune")

    class Meta(Table.Meta):
        orderable = False
        empty_text = "Aucune étape enregistrée encore."


class CostTable(Table):
    """What an order costs, and what is committed of it, less what was released."""

    caption = "Coûts de la commande"
    kind = tables.Column("Nature", footer="Total")
    label = tables.Column("Libellé", empty_values=("", None), default="sans objet", footer="")
    line = tables.Column("Ligne budgétaire", accessor="commitment__line", footer="")
    amount = EurosColumn(verbose_name="HT (€)", footer=total)
    with_tax = EurosColumn(verbose_name="TTC (€)", footer=total)
    committed = EurosColumn(verbose_name="Engagé (€)", footer=total)

    class Meta(Table.Meta):
        orderable = False
        empty_text = "Aucun coût engagé encore."


class MarketTable(Table):
    """Markets, the last notified first."""

    caption = "Marchés du programme"
    number = tables.Column("Marché", linkify=("ordering:market", [tables.A("public_id")]))
    holder = tables.Column("Titulaire", order_by="holder__name")
    subject = tables.Column("Objet", attrs=HIDDEN_ON_PHONE)
    notified_on = DayColumn(verbose_name="Notifié le")
    ends_on = DayColumn(verbose_name="Fin")
    max_amount = EurosColumn(verbose_name="Maximum HT (€)", default="sans maximum")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "-notified_on"
        empty_text = "Aucun marché enregistré encore. Une commande peut se passer hors marché."
