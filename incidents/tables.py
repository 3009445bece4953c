"""The list of blocked carnets. No person is named: the hand-out knows who holds them."""

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.http import address
from common.tables import HIDDEN_ON_PHONE, DayColumn, NumberColumn, Table, state
from incidents.models import Block

BLOCKED, LIFTED = ("stopped", "bloqué"), ("done", "débloqué")


def state_of(block: Block) -> tuple[str, str]:
    return BLOCKED if block.lifted_at is None else LIFTED


class BlockTable(Table):
    caption = "Carnets bloqués"

    carnet = tables.Column(
        "Carnet",
        accessor="carnet__number",
        linkify=lambda record: address("incidents:block", record.public_id),
    )
    state = tables.Column("État", accessor="lifted_at", empty_values=())
    cause = tables.Column("Cause")
    left = NumberColumn(verbose_name="Pass non utilisés")
    declared_on = DayColumn(verbose_name="Déclaré le")
    declared_by = tables.Column("Par", attrs=HIDDEN_ON_PHONE)
    depot = tables.Column("Remis par", accessor="carnet__hand_out__depot__name")
    lifted_on = DayColumn(verbose_name="Levé le", default="sans objet", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        order_by = "-declared_on"
        empty_text = "Aucun carnet n’a encore été bloqué. Un carnet perdu ou volé se bloque ici."

    def render_carnet(self, value: int) -> str:
        return f"n°\u00a0{value:05d}"

    def value_carnet(self, value: int) -> str:
        return f"{value:05d}"

    def render_state(self, record: Block) -> SafeString:
        return state(*state_of(record))

    def value_state(self, record: Block) -> str:
        return state_of(record)[1]
