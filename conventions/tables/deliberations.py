"""The list of votes."""

import django_tables2 as tables

from common import formats
from common.tables import DayColumn, Table
from conventions.models import Deliberation

BEYOND = {"td": {"class": "beyond-phone"}, "th": {"class": "beyond-phone"}}


class DeliberationTable(Table):
    caption = "Votes"

    number = tables.Column(
        verbose_name="Numéro",
        attrs={"td": {"class": "nowrap"}},
        linkify=("conventions:deliberation", {"public_id": tables.A("public_id")}),
    )
    session_on = DayColumn(verbose_name="Séance")
    subject = tables.Column(verbose_name="Objet", orderable=False)
    assembly = tables.Column(verbose_name="Assemblée", attrs=BEYOND)
    votes_for = tables.Column(verbose_name="Vote", orderable=False, empty_values=())

    class Meta(Table.Meta):
        model = Deliberation
        fields = ("number", "session_on", "subject", "assembly", "votes_for")
        sequence = ("number", "session_on", "subject", "assembly", "votes_for")
        order_by_field = "sort"
        order_by = "-session_on"

    def render_votes_for(self, record: Deliberation) -> str:
        return votes(record)


def votes(deliberation: Deliberation) -> str:
    """`43 pour, 0 contre, 0 abstention`."""
    if deliberation.votes_for is None:
        return "vote non communiqué"
    return (
        f"{deliberation.votes_for}\u00a0pour, {deliberation.votes_against}\u00a0contre, "
        f"{formats.count(deliberation.abstentions or 0, 'abstention')}"
    )
