"""The list of conventions, and the families of the states of texts."""

import datetime as dt

import django_tables2 as tables

from common import formats
from common.tables import DayColumn, EurosColumn, StateColumn, Table, state
from conventions.enums import AvenantState, ConventionState
from dossiers.readings import ConventionLine

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
        accessor="convention__title",
        verbose_name="Convention",
        linkify=("dossiers:convention", {"public_id": tables.A("convention__public_id")}),
    )
    funder = tables.Column(
        accessor="convention__funder",
        verbose_name="Financeur",
        order_by=("convention__funder__name", "convention__title"),
    )
    state = StateColumn(
        families=STATE_FAMILIES, verbose_name="État", order_by=("word", "convention__title")
    )
    signed_on = DayColumn(verbose_name="Signée le", empty_values=())
    end = DayColumn(
        accessor="convention__end", verbose_name="Fin de l’action", default="aucune en vigueur"
    )
    grant = EurosColumn(
        accessor="convention__grant",
        verbose_name="Subvention au plus (€)",
        default="aucune en vigueur",
    )

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = ("title",)
        empty_text = "Aucune convention enregistrée encore."

    def render_state(self, record: ConventionLine) -> str:
        return state(STATE_FAMILIES[record.state], record.word)

    def value_state(self, record: ConventionLine) -> str:
        return record.word.capitalize()

    def render_signed_on(self, record: ConventionLine) -> str:
        return formats.day_short(record.signed_on) if record.signed_on else record.unsigned

    def value_signed_on(self, record: ConventionLine) -> dt.date | str:
        return record.signed_on or record.unsigned
