"""The list of counts, and the tables of one: its account, its gaps, what moved since."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.http import address
from common.tables import (
    HIDDEN_ON_PHONE,
    DayColumn,
    EurosColumn,
    NumberColumn,
    StateColumn,
    Table,
    total,
)
from counts.enums import CountState

FAMILIES: dict[str, str] = {
    CountState.OPEN: "under_way",
    CountState.CLOSED: "done",
    CountState.CANCELLED: "stopped",
}
NO_TOTAL = {"tf": {"hidden": "hidden"}}  # the label of the total, or nothing, stands there
LINK = '<a class="screen-only" href="{}">{}<span class="visually-hidden"> {}</span></a>'
UNCOUNTED = "sans objet"


class CountTable(Table):
    """Counts, with the gaps of those that are closed."""

    caption = "Comptages, les derniers d’abord"

    number = tables.Column(
        "Comptage", linkify=lambda record: address("counts:count", record.public_id)
    )
    state = StateColumn(verbose_name="État", families=FAMILIES)
    depot = tables.Column("Dépôt", order_by="depot__name")
    counted_on = DayColumn(verbose_name="Jour")
    found = NumberColumn(
        verbose_name="Carnets comptés",
        accessor="sheet__found__carnets",
        orderable=False,
        default=UNCOUNTED,
    )
    missing = NumberColumn(
        verbose_name="Manquants",
        accessor="sheet__missing__carnets",
        orderable=False,
        default=UNCOUNTED,
    )
    surplus = NumberColumn(
        verbose_name="En trop",
        accessor="sheet__surplus__carnets",
        orderable=False,
        default=UNCOUNTED,
    )
    opened_by = tables.Column("Ouvert par", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        order_by = "-number"
        empty_text = "Aucun dépôt n’a encore été compté."

    def render_number(self, value: int) -> str:
        return f"n°\u00a0{value}"

    def value_number(self, value: int) -> str:
        return str(value)

    def value_depot(self, value: Any) -> str:
        return str(value)


class AccountTable(Table):
    """The stock of the instant, what moved, what is missing or too many: what was counted."""

    caption = "Rapprochement du grand livre et du comptage"

    label = tables.Column("Stock", footer="Stock compté")
    carnets = NumberColumn(verbose_name="Carnets", footer=total)
    passes = NumberColumn(verbose_name="Pass", footer=total)
    euros = EurosColumn(verbose_name="Valeur (€)", footer=total)

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False


class GapTable(Table):
    """The gaps by ranges, each with its explanation and what mends it."""

    caption = "Écarts, par suites de numéros"

    numbers = tables.Column("Numéros", footer="Solde des écarts", attrs={"tf": {"colspan": 3}})
    kind = tables.Column("Écart", attrs=NO_TOTAL)
    reason = tables.Column("Explication", empty_values=(), attrs=NO_TOTAL)
    carnets = NumberColumn(verbose_name="Carnets", footer=total)
    passes = NumberColumn(verbose_name="Pass", footer=total)
    euros = EurosColumn(verbose_name="Valeur (€)", footer=total)

    class Meta(Table.Meta):
        orderable = False

    def render_kind(self, value: str, record: dict[str, Any]) -> SafeString:
        since = f"Depuis\u00a0: {record['since'].lower()}." if record["since"] else ""
        return _lines([value, since])

    def render_reason(self, record: dict[str, Any]) -> SafeString:
        """The explanation, else the page that asks for it, and the act that mends the gap."""
        said = [record["reason"] or "À expliquer", record["note"]]
        links = [format_html(LINK, url, words, record["numbers"]) for url, words in record["acts"]]
        return _lines([*said, *links])


class MovedTable(Table):
    """What the ledger recorded since the instant of the count."""

    caption = "Enregistrés au grand livre après l’instant compté"

    on = DayColumn(verbose_name="Jour")
    what = tables.Column("Mouvement")
    numbers = tables.Column("Numéros")
    carnets = NumberColumn(verbose_name="Carnets")
    passes = NumberColumn(verbose_name="Pass")
    euros = EurosColumn(verbose_name="Valeur (€)")

    class Meta(Table.Meta):
        orderable = False


def _lines(parts: Sequence[str]) -> SafeString:
    """In one element: a phone sets the label of the cell beside it."""
    lines = format_html_join(mark_safe("<br>"), "{}", ((one,) for one in parts if one))
    return format_html("<div>{}</div>", lines)
