"""The list of conventions, and the families of their states."""

import datetime as dt

import django_tables2 as tables

from common import formats
from common.tables import DayColumn, EurosColumn, StateColumn, Table
from conventions.enums import AvenantState, ConventionState
from conventions.models import Convention

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
    """`end` and `grant` are those in force in the situation of the view."""

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

    def render_signed_on(self, record: Convention) -> str:
        on = record.signed_on
        return formats.day_short(on) if on else why_no_signature_day(record)

    def value_signed_on(self, record: Convention) -> dt.date | str:
        return record.signed_on or why_no_signature_day(record)


def why_no_signature_day(convention: Convention) -> str:
    """Why no day of signature is shown; the day by which it was signed, when a vote cites it."""
    if convention.signed_at and convention.cited_by:
        return f"avant le {formats.day_short(convention.cited_by.session_on)}"
    return "jour inconnu" if convention.signed_at else "pas encore signée"
