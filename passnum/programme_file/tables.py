"""The files of programmes, and what one of them adds."""

import django_tables2 as tables

from common.tables import HIDDEN_ON_PHONE, DayColumn, NumberColumn, Table, state
from programmes.enums import ProgrammeFileState
from programmes.models import ProgrammeFile

FAMILIES = {
    ProgrammeFileState.PROPOSED: "watch",
    ProgrammeFileState.LOADED: "done",
    ProgrammeFileState.WITHDRAWN: "stopped",
}


class FileTable(Table):
    """The files that were sent, the last one first."""

    caption = "Fichiers de programme"

    name = tables.Column(
        verbose_name="Fichier", linkify=("programme-file", {"public_id": tables.A("public_id")})
    )
    state = tables.Column(verbose_name="État")
    proposed_at = DayColumn(verbose_name="Déposé le")
    proposed_by = tables.Column(
        verbose_name="Par", order_by="proposed_by__last_name", attrs=HIDDEN_ON_PHONE
    )
    lines = NumberColumn(verbose_name="Ajouts", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        order_by_field = "sort"
        empty_text = "Aucun fichier n’a encore été déposé."

    def render_state(self, record: ProgrammeFile) -> str:
        word = record.get_state_display().lower()
        return state(FAMILIES[ProgrammeFileState(record.state)], word)

    def render_lines(self, record: ProgrammeFile) -> str:
        return str(len(record.added))


class AddedTable(Table):
    """What a file adds, in its order."""

    caption = "Ce que le fichier ajoute"

    line = tables.Column(verbose_name="Ajout", orderable=False)

    class Meta(Table.Meta):
        empty_text = "Rien\u00a0: tout est déjà enregistré."
