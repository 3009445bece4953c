"""The lists of the stock: depots, the ledger of one, and lots."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common import formats
from common.gauges import bar
from common.http import address
from common.tables import (
    NUM,
    BarColumn,
    DayColumn,
    EurosColumn,
    NumberColumn,
    Table,
    drawn_bar,
    state,
    total,
)
from distribution.actions.ledger import REVERSIBLE
from distribution.enums import LotState
from distribution.models import Depot, Lot, StockLine
from distribution.rules import range_in_words

LOT_STATE_FAMILIES: dict[str, str] = dict.fromkeys(LotState.values, "to_come") | {
    LotState.PROOF: "watch",
    LotState.PROPOSED: "watch",
    LotState.ACTIVE: "under_way",
}

NO_TOTAL = {"tf": {"hidden": "hidden"}}  # the label of the total, or nothing, stands there
REVERSE = (
    '<a class="screen-only" href="{}">Contre-passer'
    '<span class="visually-hidden">\u00a0: {}</span></a>'
)


class BarredColumn(NumberColumn):
    """A number after the bar that its table draws."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"attrs": {"td": {"class": "bar-cell"}, "tf": NUM["tf"]}, **kwargs})


class ChangeColumn(tables.Column):  # type: ignore[misc]
    """What a movement brought, with its sign; a balance has none."""

    def __init__(self, places: int | None = None, **kwargs: Any) -> None:
        self.places = places
        super().__init__(attrs=NUM, footer=self._closing, **kwargs)

    def render(self, value: Any, record: Any) -> str:
        written = formats.signed if record.is_change else formats.number
        return written(value, self.places)

    @staticmethod
    def _closing(table: "AccountTable", bound_column: Any) -> str:
        value = bound_column.accessor.resolve(table.closing)
        return str(bound_column.column.render(value, table.closing))


class AccountTable(Table):
    """The account of depots over a period: its closing balance is the last row."""

    name = tables.Column("Mouvement", footer=lambda table: table.closing.name)
    carnets = ChangeColumn(verbose_name="Carnets", accessor="moved__carnets")
    in_regies = ChangeColumn(verbose_name="dont régie", accessor="moved__in_regies")
    in_depots = ChangeColumn(verbose_name="dont dépôts", accessor="moved__in_depots")
    in_transit = ChangeColumn(verbose_name="en chemin", accessor="moved__in_transit")
    passes = ChangeColumn(verbose_name="Pass", accessor="moved__passes")
    euros = ChangeColumn(2, verbose_name="Valeur (€)", accessor="moved__euros")
    bar = BarColumn(verbose_name="En image", footer=lambda table: drawn_bar(table.closing.bar))

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False

    def __init__(self, lines: list[Any], closing: Any, *, caption: str, in_parts: bool) -> None:
        """`in_parts` shows the carnets of the régies apart from those of the other depots, and
        from those on their way.
        """
        self.closing, self.caption = closing, caption
        hidden = () if in_parts else ("in_regies", "in_depots")
        on_the_way = in_parts and any(line.moved.in_transit for line in [*lines, closing])
        super().__init__(lines, exclude=hidden if on_the_way else (*hidden, "in_transit"))


class DepotTable(Table):
    """The depots from which carnets are handed out, on one scale."""

    name = tables.Column(
        "Dépôt",
        accessor="depot__name",
        linkify=("distribution:depot", [tables.A("depot__public_id")]),
        footer=lambda table: formats.count(len(table.data), "dépôt"),
    )
    here_carnets = BarredColumn(
        verbose_name="En stock (carnets)", accessor="here__carnets", footer=total
    )
    here_euros = EurosColumn(verbose_name="Valeur (€)", accessor="here__euros", footer=total)
    handed_out = NumberColumn(footer=total)
    last_handed_on = DayColumn(verbose_name="Dernière remise", default="aucune", footer=total)

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "name"

    def __init__(self, lines: list[Any], *, totals: dict[str, Any], since: Any, on: Any) -> None:
        self.most = max((line.here.carnets for line in lines), default=0)
        self.caption = f"Au {formats.day(on)}. Carnets remis\u00a0: depuis le {formats.day(since)}."
        super().__init__(lines, totals=totals)
        days = formats.count((on - since).days + 1, "jour")
        self.columns["handed_out"].column.verbose_name = f"Remis en {days} (carnets)"

    def render_here_carnets(self, value: int) -> SafeString:
        return drawn_bar(bar(value, self.most), formats.number(value))


class LotInStockTable(Table):
    """Lots with what is in stock of each, and where."""

    caption = "Carnets et valeur, par lot"
    lot = tables.Column("Lot", accessor="held__lot")
    word = tables.Column("État")
    carnets = NumberColumn(verbose_name="Carnets", accessor="held__carnets")
    euros = EurosColumn(verbose_name="Valeur (€)", accessor="held__euros")

    class Meta(Table.Meta):
        orderable = False

    def render_lot(self, value: Lot, record: Any) -> SafeString:
        named = format_html('<a href="{}">{}</a>', record.url, value) if record.url else value
        return format_html('{}<br><span class="muted">{}</span>', named, record.where)

    def render_word(self, value: str, record: Any) -> SafeString:
        return state(record.family, value)


class MovementTable(Table):
    """The last movements of the stock."""

    moved_on = DayColumn(verbose_name="Jour")
    what = tables.Column("Mouvement")
    numbers = tables.Column("Numéros")
    carnets = tables.Column("Carnets", attrs=NUM)
    euros = tables.Column("Valeur (€)", attrs=NUM)

    class Meta(Table.Meta):
        orderable = False

    def __init__(self, lines: list[Any], *, caption: str) -> None:
        self.caption = caption
        super().__init__(lines)

    def render_what(self, value: str, record: Any) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.url, value)


class StockLineTable(Table):
    """The ledger lines of `depot`, with the passes that came in and went out."""

    moved_on = DayColumn(
        verbose_name="Jour", footer="Total de la période", attrs={"tf": {"colspan": 4}}
    )
    kind = tables.Column("Mouvement", attrs=NO_TOTAL)
    other = tables.Column("De ou vers", empty_values=(), attrs=NO_TOTAL)
    first_carnet = tables.Column("Carnets", attrs=NO_TOTAL)
    came_in = NumberColumn(verbose_name="Entrés (pass)", empty_values=(), footer=total)
    went_out = NumberColumn(verbose_name="Sortis (pass)", empty_values=(), footer=total)
    amount = EurosColumn(verbose_name="Valeur (€)", footer=total)
    moved_by = tables.Column("Par", footer="")

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False

    def __init__(
        self,
        data: Any,
        *,
        depot: Depot,
        caption: str,
        totals: dict[str, Any],
        can_correct: bool = False,
    ) -> None:
        """With `can_correct`, a line that may be reversed leads to the page that does it."""
        self.depot, self.caption, self.can_correct = depot, caption, can_correct
        change = (totals["came_in"] - totals["went_out"]) * depot.programme.face_value
        super().__init__(data, totals={**totals, "amount": change})

    def render_kind(self, value: str, record: StockLine) -> SafeString | str:
        """The kind of the movement, its reason, its shipment, and what corrects it."""
        parts: list[SafeString | str] = [value, record.reason]
        if record.shipment is not None:
            url = address("movements:shipment", record.shipment.public_id)
            parts.append(format_html('<a href="{}">{}</a>', url, record.shipment))
        if hasattr(record, "reversed_by"):
            parts.append("contre-passé")
        elif self.can_correct and record.kind in REVERSIBLE:
            url, day = address("movements:reverse", record.public_id), formats.day(record.moved_on)
            numbers = range_in_words(record.first_carnet, record.last_carnet)
            parts.append(format_html(REVERSE, url, f"{value.lower()} du {day}, {numbers}"))
        return format_html_join(mark_safe("<br>"), "{}", ((one,) for one in parts if one))

    def render_other(self, record: StockLine) -> str:
        return str(record.destination if self._goes_out(record) else record.source)

    def render_first_carnet(self, record: StockLine) -> str:
        return range_in_words(record.first_carnet, record.last_carnet)

    def render_came_in(self, record: StockLine, column: Any) -> str:
        return NumberColumn.render(column, 0 if self._goes_out(record) else record.passes)

    def render_went_out(self, record: StockLine, column: Any) -> str:
        return NumberColumn.render(column, record.passes if self._goes_out(record) else 0)

    def render_amount(self, value: Any, record: StockLine) -> str:
        return EurosColumn().render(-value if self._goes_out(record) else value)

    def _goes_out(self, record: StockLine) -> bool:
        return record.source_id == self.depot.pk
