"""The list of financing plans."""

from decimal import Decimal
from typing import Any

import django_tables2 as tables

from common.formats import NOT_APPLICABLE
from common.sheets import Share
from common.tables import NUM, EurosColumn, Table


class PlanTable(Table):
    """`aid` and `own` are given by `financing.readings.with_aid_and_own_part`."""

    caption = "Plans de financement"

    title = tables.Column(
        verbose_name="Plan", linkify=("financing:plan", {"public_id": tables.A("public_id")})
    )
    convention = tables.Column(
        verbose_name="Convention", default="aucune", order_by="convention__title"
    )
    perimeter = tables.Column(verbose_name="Périmètre", order_by=("perimeter", "title"))
    total = EurosColumn(verbose_name="Total (€)")
    aid = EurosColumn(verbose_name="Aides publiques (€)", default="0,00")
    aid_share = tables.Column(
        verbose_name="Part des aides", empty_values=(), orderable=False, attrs=NUM
    )
    own = EurosColumn(verbose_name="Part propre (€)", default=NOT_APPLICABLE)

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = "Aucun plan de financement encore."

    def render_aid_share(self, record: Any) -> Share:
        aid = record.aid or Decimal(0)
        return Share(aid, record.total, record.aid_digits(aid))

    value_aid_share = render_aid_share

    def value_aid(self, record: Any) -> Decimal:
        return Decimal(record.aid or 0)
