"""The list of hand-outs."""

from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from beneficiaries.models import Person
from common import formats
from common.http import address
from common.tables import DayColumn, NumberColumn, Table, state, total
from distribution.models import HandOut
from distribution.rules import ranges, ranges_in_words
from hand_outs.readings import fate_of, name_of

PERSON = "decision__request__person"


class HandOutTable(Table):
    """Hand-outs with their lines: carnets and passes are those that people kept. `taken_back` says
    after the title how many were cancelled.
    """

    caption = "Remises, les dernières d’abord"

    receipt = tables.Column(
        "Reçu",
        order_by=("receipt_year", "receipt_number"),
        footer="Total, sans les remises annulées",
        linkify=lambda record: address("hand_outs:hand-out", record.public_id),
    )
    handed_on = DayColumn(verbose_name="Remis le")
    person = tables.Column("Personne", accessor=PERSON, order_by=f"{PERSON}__sort_key")
    depot = tables.Column("Dépôt", accessor="depot__name")
    numbers = tables.Column("Numéros", orderable=False)
    carnets = NumberColumn(verbose_name="Carnets", accessor="pk", orderable=False, footer=total)
    passes = NumberColumn(verbose_name="Pass", accessor="pk", orderable=False, footer=total)
    state = tables.Column("État", accessor="pk", orderable=False)

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "-handed_on"
        empty_text = "Aucun carnet n’a encore été remis."

    def __init__(self, rows: Any, *, cancelled: int, names: bool, **kwargs: Any) -> None:
        self.taken_back = f", {formats.count(cancelled, 'annulée')}" if cancelled else ""
        super().__init__(rows, exclude=() if names else ("person",), **kwargs)

    def render_person(self, value: Person) -> str:
        return name_of(value)

    def render_numbers(self, value: list[int]) -> str:
        return ranges_in_words(ranges(value))

    def render_carnets(self, record: HandOut) -> str:
        return formats.number(fate_of(record).carnets)

    def value_carnets(self, record: HandOut) -> int:
        return fate_of(record).carnets

    def render_passes(self, record: HandOut) -> str:
        return formats.number(fate_of(record).passes)

    def value_passes(self, record: HandOut) -> int:
        return fate_of(record).passes

    def render_state(self, record: HandOut) -> SafeString:
        fate = fate_of(record)
        return state(fate.family, fate.word)

    def value_state(self, record: HandOut) -> str:
        return fate_of(record).word
