"""The list of draws, and the samples: hand-outs by their receipt, carnets by their number."""

from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.http import address
from common.tables import HIDDEN_ON_PHONE, DayColumn, NumberColumn, Table, state
from distribution.enums import CarnetState
from distribution.models import Carnet, HandOut
from distribution.rules import carnets_in_words
from hand_outs.readings import fate_of

FAMILIES = {CarnetState.HANDED_OUT: "done", CarnetState.IN_STOCK: "under_way"}


class DrawTable(Table):
    caption = "Tirages, les derniers d’abord"

    number = tables.Column(
        "Tirage", linkify=lambda record: address("sampling:draw", record.public_id)
    )
    population = tables.Column("Parmi")
    depot = tables.Column("Dépôt", order_by="depot__name", default="tous")
    names = NumberColumn(verbose_name="Population")
    size = NumberColumn(verbose_name="Tirés")
    known_on = DayColumn(verbose_name="Connu au soir du", attrs=HIDDEN_ON_PHONE)
    drawn_by = tables.Column("Tiré par", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        order_by = "-number"
        empty_text = "Aucun tirage pour l’instant. Un tirage choisit au hasard ce qui est contrôlé."

    def render_number(self, value: int) -> str:
        return f"n°\u00a0{value}"

    def value_number(self, value: int) -> str:
        return str(value)

    def value_depot(self, value: Any) -> str:
        return str(value)


class Sample(Table):
    """Rows in the order of a draw, `rank` from 1."""

    rank = NumberColumn(verbose_name="Rang", empty_values=())

    class Meta(Table.Meta):
        orderable = False

    def __init__(self, rows: Any, **kwargs: Any) -> None:
        super().__init__(rows, **kwargs)
        self.ranks = {id(row): rank for rank, row in enumerate(self.data.data, 1)}

    def render_rank(self, record: Any) -> int:
        return self.ranks[id(record)]

    value_rank = render_rank


class HandOutSample(Sample):
    caption = "Remises tirées, dans l’ordre du tirage"

    receipt = tables.Column(
        "Reçu", linkify=lambda record: address("hand_outs:hand-out", record.public_id)
    )
    handed_on = DayColumn(verbose_name="Remis le")
    depot = tables.Column("Dépôt")
    carnets = tables.Column("Carnets", accessor="numbers")
    passes = NumberColumn(verbose_name="Pass remis")
    state = tables.Column("État aujourd’hui", empty_values=())

    class Meta(Sample.Meta):
        pass

    def render_carnets(self, value: list[int]) -> str:
        return carnets_in_words(value)

    value_carnets = render_carnets

    def value_depot(self, value: Any) -> str:
        return str(value)

    def render_state(self, record: HandOut) -> SafeString:
        fate = fate_of(record)
        return state(fate.family, fate.word)

    def value_state(self, record: HandOut) -> str:
        return fate_of(record).word


class CarnetSample(Sample):
    caption = "Carnets tirés, dans l’ordre du tirage"

    number = tables.Column("Carnet")
    lot = tables.Column("Lot", accessor="lot__code")
    state = tables.Column("État aujourd’hui")
    depot = tables.Column("Dépôt aujourd’hui", default="sorti du stock")

    class Meta(Sample.Meta):
        pass

    def render_number(self, value: int) -> str:
        return f"n°\u00a0{value:05d}"

    def value_number(self, value: int) -> str:
        return f"{value:05d}"

    def render_state(self, value: str, record: Carnet) -> SafeString:
        return state(FAMILIES.get(CarnetState(record.state), "stopped"), value)

    def value_state(self, value: str) -> str:
        return value

    def value_depot(self, value: Any) -> str:
        return str(value)
