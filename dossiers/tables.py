"""The list of conventions, and the families of the states of texts."""

import datetime as dt
from typing import Any

import django_tables2 as tables

from common import formats
from common.tables import DayColumn, EurosColumn, StateColumn, Table, state
from conventions.enums import AvenantState, ConventionState
from conventions.models import Convention
from conventions.readings.conventions import is_signed_at, state_at, why_no_signature_day
from conventions.rules.as_of import Situation
from corrections.readings import as_known

# The states that conventions and avenants share have the same codes.
STATE_FAMILIES: dict[str, str] = {
    ConventionState.DRAFT: "to_come",
    ConventionState.VOTED: "under_way",
    ConventionState.SIGNED: "done",
    ConventionState.CLOSED: "done",
    ConventionState.TERMINATED: "stopped",
    AvenantState.ABANDONED: "stopped",
}


class ConventionTable(Table):
    """Each convention in a situation: `end` and `grant` are those in force in it."""

    caption = "Conventions"

    title = tables.Column(
        verbose_name="Convention",
        linkify=("dossiers:convention", {"public_id": tables.A("public_id")}),
    )
    funder = tables.Column(verbose_name="Financeur", order_by=("funder__name", "title"))
    state = StateColumn(families=STATE_FAMILIES, verbose_name="État", order_by=("state", "title"))
    signed_on = DayColumn(verbose_name="Signée le", empty_values=())
    end = DayColumn(verbose_name="Fin de l’action", default="aucune en vigueur")
    grant = EurosColumn(verbose_name="Subvention au plus (€)", default="aucune en vigueur")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = ("title",)
        empty_text = "Aucune convention enregistrée encore."

    def __init__(self, *args: Any, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.situation, known_at = situation, situation.known_at
        rows: list[Convention] = as_known(self.data.data, known_at) if known_at else []
        self.known = {one.pk: one for one in rows}

    def render_state(self, record: Convention) -> str:
        found, word = state_at(self._known(record), self.situation)
        return state(STATE_FAMILIES[found], word)

    def value_state(self, record: Convention) -> str:
        return state_at(self._known(record), self.situation)[1].capitalize()

    def render_signed_on(self, record: Convention) -> str:
        on = self.value_signed_on(record)
        return formats.day_short(on) if isinstance(on, dt.date) else on

    def value_signed_on(self, record: Convention) -> dt.date | str:
        known = self._known(record)
        if known.signed_on and is_signed_at(known, self.situation):
            return known.signed_on
        return why_no_signature_day(known, self.situation)

    def _known(self, record: Convention) -> Convention:
        return self.known.get(record.pk, record)
