"""The depots beside their own pace, with the carnets proposed to each."""

from typing import Any
from urllib.parse import urlencode

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from allocation.enums import Standing
from allocation.readings import Pace
from common.formats import count
from common.http import address
from common.tables import HIDDEN_ON_PHONE, DayColumn, NumberColumn, Table, state, total
from distribution.models import Depot

FAMILIES = {Standing.SHORT: "watch", Standing.ASLEEP: "watch", Standing.FINE: "done"}


class PaceTable(Table):
    """`sender` is the régie from which the user may send carnets, if any."""

    caption = "Dépôts et leur rythme, en carnets"

    name = tables.Column(
        "Dépôt",
        accessor="depot__name",
        footer="Total",
        linkify=lambda record: address("distribution:depot", record.depot.public_id),
    )
    standing = tables.Column("État")
    held = NumberColumn(verbose_name="En stock", footer=total)
    handed_out = NumberColumn(verbose_name="Remis", footer=total)
    weeks = NumberColumn(verbose_name="Tient encore (semaines)", default="sans remise")
    last_handed_on = DayColumn(
        verbose_name="Dernière remise", default="aucune", attrs=HIDDEN_ON_PHONE
    )
    missing = NumberColumn(verbose_name="Manquants", footer=total)
    proposed = NumberColumn(verbose_name="Proposés", footer=total, default="sans objet")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "name"
        empty_text = "Aucun dépôt de distributeur ouvert."

    def __init__(self, rows: Any, *, sender: Depot | None, days: int, **kwargs: Any) -> None:
        self.sender = sender
        super().__init__(rows, **kwargs)
        self.columns["handed_out"].column.verbose_name = f"Remis en {count(days, 'jour')}"

    def render_standing(self, value: Standing) -> SafeString:
        return state(FAMILIES[value], value.label)

    def value_standing(self, value: Standing) -> str:
        return str(value.label)

    def render_missing(self, value: int, record: Pace) -> str:
        return self._sent(value, record)

    def value_missing(self, value: int) -> int:
        return value

    value_proposed = value_missing

    def render_proposed(self, value: int, record: Pace) -> str:
        return self._sent(value, record)

    def _sent(self, carnets: int, record: Pace) -> str:
        """The number, which leads to the shipment that it suggests."""
        written = NumberColumn().render(carnets)
        if self.sender is None or not carnets:
            return written
        asked = urlencode({"destination": record.depot.public_id, "carnets": carnets})
        url = f"{address('movements:send', self.sender.public_id)}?{asked}"
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">\u00a0: envoyer à {}</span></a>',
            url,
            written,
            record.depot.name,
        )
