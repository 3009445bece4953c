"""The list of the lots of an order."""

import django_tables2 as tables

from common.tables import DayColumn, NumberColumn, StateColumn, Table
from distribution.enums import LotState
from distribution.models import Lot
from distribution.rules import range_in_words

LOT_STATE_FAMILIES: dict[str, str] = {
    LotState.ORDERED: "to_come",
    LotState.DELIVERED: "to_come",
    LotState.ACTIVE: "under_way",
}


class LotTable(Table):
    """The lots of one order."""

    caption = "Lots de la commande"

    code = tables.Column("Lot")
    first_carnet = tables.Column("Carnets")
    passes_count = NumberColumn(verbose_name="Pass")
    state = StateColumn(families=LOT_STATE_FAMILIES, verbose_name="État")
    delivered_on = DayColumn(verbose_name="Livré le", default="livraison attendue")
    activated_on = DayColumn(verbose_name="En service le", default="mandat attendu")
    mandat_number = tables.Column("Mandat", empty_values=(None, ""), default="mandat attendu")
    territory = tables.Column("Départements", default="tout le programme")

    class Meta(Table.Meta):
        orderable = False

    def render_first_carnet(self, record: Lot) -> str:
        return range_in_words(record.first_carnet, record.last_carnet)

    def render_territory(self, value: list[str]) -> str:
        return ", ".join(value) or "tout le programme"
