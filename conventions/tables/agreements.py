"""The list of conventions, and the families of their states."""

import django_tables2 as tables

from common.tables import DayColumn, EurosColumn, StateColumn, Table
from conventions.enums import AvenantState, ConventionState
from conventions.models import Convention

CONVENTION_FAMILIES: dict[str, str] = {
    ConventionState.DRAFT: "to_come",
    ConventionState.VOTED: "under_way",
    ConventionState.SIGNED: "done",
    ConventionState.CLOSED: "done",
    ConventionState.TERMINATED: "stopped",
}
AVENANT_FAMILIES: dict[str, str] = {
    AvenantState.DRAFT: "to_come",
    AvenantState.VOTED: "under_way",
    AvenantState.SIGNED: "done",
    AvenantState.ABANDONED: "stopped",
}


class ConventionTable(Table):
    """`end` and `grant` are those in force on the day that the view asks."""

    caption = "Valeurs en vigueur"

    title = tables.Column(
        verbose_name="Convention",
        linkify=("conventions:detail", {"public_id": tables.A("public_id")}),
    )
    funder = tables.Column(verbose_name="Financeur", order_by=("funder__name", "title"))
    state = StateColumn(families=CONVENTION_FAMILIES, verbose_name="État")
    signed_on = DayColumn(verbose_name="Signée le", default="jour pas connu")
    end = DayColumn(verbose_name="Fin de l’action", default="aucune en vigueur")
    grant = EurosColumn(verbose_name="Subvention (€)", default="aucune en vigueur")

    class Meta(Table.Meta):
        model = Convention
        fields = ("title", "funder", "state", "signed_on", "end", "grant")
        order_by_field = "tri-conventions"
