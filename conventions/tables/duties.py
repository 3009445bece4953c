"""The list of due days, and the families of their states."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.formats import day_short
from common.tables import DayColumn, Table, state
from conventions import duties
from conventions.enums import ObligationNature, OccurrenceState
from conventions.models import Occurrence

FAMILIES: dict[str, str] = {
    OccurrenceState.TO_PREPARE: "to_come",
    OccurrenceState.READY: "under_way",
    OccurrenceState.SENT: "done",
    OccurrenceState.WAIVED: "done",
}
NOBODY = "sans responsable"


def word(occurrence: Occurrence, today: dt.date) -> str:
    """The state of an occurrence as people read it on a day."""
    return duties.word(
        OccurrenceState(occurrence.state),
        ObligationNature(occurrence.obligation.nature),
        is_late=occurrence.is_late_on(today),
    )


def family(occurrence: Occurrence, today: dt.date) -> str:
    return "watch" if occurrence.is_late_on(today) else FAMILIES[occurrence.state]


class DutyTable(Table):
    caption = "Échéances"

    obligation = tables.Column(
        verbose_name="Obligation",
        linkify=("conventions:occurrence", {"public_id": tables.A("public_id")}),
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
        attrs={"td": {"class": "beyond-phone"}, "th": {"class": "beyond-phone"}},
    )
    responsible = tables.Column(
        verbose_name="Responsable",
        accessor="seen_to_by",
        default=NOBODY,
        orderable=False,
        attrs={"td": {"class": "short"}},
    )
    sent_on = DayColumn(verbose_name="Envoyée ou faite le", empty_values=())

    class Meta(Table.Meta):
        model = Occurrence
        fields = (
            "obligation",
            "due_on",
            "state",
            "convention",
            "article",
            "responsible",
            "sent_on",
        )
        order_by_field = "tri"
        empty_text = (
            "Aucune échéance encore. Elles se calculent à la signature d’une convention "
            "qui porte des obligations."
        )

    def __init__(self, *given: Any, today: dt.date, **more: Any) -> None:
        self.today = today
        super().__init__(*given, **more)

    def render_state(self, record: Occurrence) -> SafeString:
        return state(family(record, self.today), word(record, self.today))

    def value_state(self, record: Occurrence) -> str:
        return word(record, self.today)

    def render_sent_on(self, record: Occurrence) -> str:
        if record.sent_on is not None:
            return day_short(record.sent_on)
        return "sans objet" if record.state == OccurrenceState.WAIVED else "pas encore"

    def value_sent_on(self, record: Occurrence) -> dt.date | None:
        return record.sent_on
