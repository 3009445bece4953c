"""The rules with what a check found, and the checks made before."""

import datetime as dt

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.formats import moment
from common.tables import HIDDEN_ON_PHONE, NumberColumn, Table, state
from invariants.models import Check

HELD, BROKEN, WAITS = ("done", "rien trouvé"), ("stopped", "à examiner"), ("to_come", "demandé")


def state_of(check: Check) -> tuple[str, str]:
    if check.checked_at is None:
        return WAITS
    return BROKEN if check.found else HELD


class RuleTable(Table):
    """What would contradict each rule, and how much of it there is."""

    caption = "Lignes qui contrediraient les comptes"

    rule = tables.Column("Ce qui est cherché", orderable=False)
    state = tables.Column("Résultat", orderable=False)
    rows = NumberColumn(verbose_name="Lignes", orderable=False)
    first = tables.Column("Les premières", orderable=False, attrs=HIDDEN_ON_PHONE)

    def render_state(self, value: tuple[str, str]) -> SafeString:
        return state(*value)


class CheckTable(Table):
    """The last first."""

    caption = "Contrôles faits"

    asked_at = tables.Column("Demandé le")
    asked_by = tables.Column("Par", attrs=HIDDEN_ON_PHONE)
    checked_at = tables.Column("Fait le", default="pas encore")
    state = tables.Column("Résultat", accessor="found", empty_values=(), orderable=False)

    class Meta(Table.Meta):
        order_by_field = "tri"
        order_by = "-asked_at"
        empty_text = "Aucun contrôle encore. Le premier se fait cette nuit."

    def render_asked_at(self, value: dt.datetime) -> str:
        return moment(value)

    def render_checked_at(self, value: dt.datetime) -> str:
        return moment(value)

    def render_state(self, record: Check) -> SafeString:
        return state(*state_of(record))
