"""The list of findings."""

import django_tables2 as tables
from django.utils.safestring import SafeString

from common import formats
from common.tables import HIDDEN_ON_PHONE, Table, state
from findings.readings import LocatedFinding


class FindingTable(Table):
    """Rows are `readings.LocatedFinding`, already sorted: open ones first, then by severity."""

    caption = "Écarts"

    name = tables.Column(
        verbose_name="Constat", linkify=lambda record: record.get_absolute_url(), order_by="name"
    )
    severity = tables.Column(verbose_name="Gravité", order_by="rank")
    about = tables.Column(verbose_name="Convention", order_by="about")
    place = tables.Column(verbose_name="Texte", order_by="place", attrs=HIDDEN_ON_PHONE)
    sentence = tables.Column(verbose_name="Écart", order_by="sentence")
    is_accepted = tables.Column(verbose_name="État", order_by="is_accepted")

    class Meta(Table.Meta):
        order_by_field = "sort"
        empty_text = "Aucun écart\u00a0: les textes, les plans et les lignes se tiennent."

    def render_severity(self, record: LocatedFinding) -> SafeString:
        return state(record.family, record.severity.label)

    def value_severity(self, record: LocatedFinding) -> str:
        return record.severity.label

    def render_is_accepted(self, record: LocatedFinding) -> SafeString:
        return state("done" if record.is_accepted else "to_come", _state_in_words(record))

    def value_is_accepted(self, record: LocatedFinding) -> str:
        return _state_in_words(record)


def _state_in_words(finding: LocatedFinding) -> str:
    if finding.acceptance is None:
        return "ouvert"
    return f"accepté le {formats.day_short(finding.acceptance.accepted_at)}"
