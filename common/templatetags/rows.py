"""The rows of a table, drawn without a template a cell: a page has fifty of them.

What django-tables2 finds again for each cell (the arguments of its drawing, the attributes of its
column, the address of its link) is found once a table.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django import template
from django.db.models import Model
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.utils import Accessor

from common.tables import Table

register = template.Library()
NOBODY = UUID(int=0)


class Cells:
    """The cells of one column."""

    def __init__(self, table: Table, column: Any, *, is_heading: bool) -> None:
        self.table, self.column = table, column
        self.accessor = Accessor(column.accessor)
        self.draw = _taking_what_it_asks(column.render)
        self.link = column.link and (_to_a_row(column.link) or column.link)
        self.default = column.default
        attrs = column.attrs["td"].as_html()
        self.opening, self.closing = (
            (format_html('<th scope="row" {}>', attrs), "</th>")
            if is_heading
            else (format_html('<td data-label="{}" {}>', column.header, attrs), "</td>")
        )

    def cell(self, row: Any) -> str:
        return f"{self.opening}{conditional_escape(self._content(row))}{self.closing}"

    def _content(self, row: Any) -> Any:
        value = self._value(row.record)
        if value in self.column.column.empty_values:
            return self.default
        given = {
            "value": value,
            "record": row.record,
            "column": self.column.column,
            "bound_column": self.column,
            "bound_row": row,
            "table": self.table,
        }
        content = self.draw(given)
        return self.link(content, **given) if self.link else content

    def _value(self, record: Any) -> Any:
        """What the column reads in a row; the label of a stored choice."""
        if Accessor.SEPARATOR in self.accessor or isinstance(record, Mapping):
            owner, name = self.accessor.penultimate(record, quiet=True)
        else:
            owner, name = record, self.accessor
        if isinstance(owner, Model):
            value = getattr(owner, f"get_{name}_display", None) or getattr(owner, name, None)
            return value() if callable(value) else value
        return self.accessor.resolve(record, quiet=True)


@register.simple_tag
def rows(table: Table, shown: Iterable[Any]) -> SafeString:
    """The rows of one group; `heading_column` is the cell that names the row."""
    columns = list(table.columns)
    names = table.heading_column or (columns[0].name if columns else "")
    cells = [Cells(table, column, is_heading=column.name == names) for column in columns]
    drawn = ("".join(each.cell(row) for each in cells) for row in shown)
    return mark_safe("".join(f"<tr>{row}</tr>\n" for row in drawn))  # noqa: S308 escaped above


def _to_a_row(link: Any) -> Callable[..., SafeString] | None:
    """A link whose address differs by the identity of the row alone: made once, then filled in."""
    named = dict(link.reverse_args)
    held = named.get("kwargs") or dict(enumerate(named.get("args", ())))
    if len(held) != 1 or link.attrs:
        return None
    (key,), (identity,) = held, held.values()
    named |= {"kwargs": {key: NOBODY}} if named.get("kwargs") else {"args": [NOBODY]}
    before, after = escape(reverse(**named)).split(str(NOBODY))

    def linked(content: Any, *, record: Any, **_: Any) -> SafeString:
        address = f"{before}{identity.resolve(record)}{after}"
        return format_html('<a href="{}">{}</a>', mark_safe(address), content)  # noqa: S308 a UUID

    return linked


def _taking_what_it_asks(draw: Callable[..., Any]) -> Callable[[dict[str, Any]], Any]:
    """A drawing that is given the arguments that it names, of all there are."""
    names = list(inspect.signature(draw).parameters)
    return lambda given: draw(**{name: given[name] for name in names})
