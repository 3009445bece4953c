"""The list of occurrences."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.formats import day_short
from common.tables import HIDDEN_ON_PHONE, DayColumn, Table, state
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from deadlines.readings import NO_RESPONSIBLE, state_family, state_in_words


class OccurrenceTable(Table):
    caption = "Échéances"

    obligation = tables.Column(
        verbose_name="Obligation",
        linkify=("deadlines:occurrence", {"public_id": tables.A("public_id")}),
        order_by=("obligation__title", "due_on"),
    )
    due_on = DayColumn(verbose_name="Échéance", attrs={"td": {"class": "nowrap"}})
    state = tables.Column(verbose_name="État", order_by=("state", "due_on"))
    convention = tables.Column(
        verbose_name="Convention",
        accessor="obligation__convention",
        order_by=("obligation__convention__title", "due_on"),
        attrs={"td": {"class": "short"}},
    )
    article = tables.Column(
        verbose_name="Article",
        accessor="obligation__article",
        orderable=False,
        default="sans article",
        attrs=HIDDEN_ON_PHONE,
    )
    responsible = tables.Column(
        verbose_name="Responsable",
        accessor="current_responsible",
        default=NO_RESPONSIBLE,
        orderable=False,
        attrs={"td": {"class": "short"}},
    )
    sent_on = DayColumn(verbose_name="Envoyée ou faite le", empty_values=())

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = (
            "Aucune échéance encore. Elles se calculent à la signature d’une convention "
            "qui porte des obligations."
        )

    def __init__(self, *given: Any, today: dt.date, **more: Any) -> None:
        self.today = today
        super().__init__(*given, **more)

    def render_state(self, record: Occurrence) -> SafeString:
        return state(state_family(record, self.today), state_in_words(record, self.today))

    def value_state(self, record: Occurrence) -> str:
        return state_in_words(record, self.today)

    def render_sent_on(self, record: Occurrence) -> str:
        if record.sent_on is not None:
            return day_short(record.sent_on)
        if record.state == OccurrenceState.WAIVED:
            return "sans objet"
        return "non communiqué" if record.state == OccurrenceState.EARLIER else "pas encore"

    def value_sent_on(self, record: Occurrence) -> dt.date | None:
        return record.sent_on
