"""The rows of a table, drawn without a template a cell: a page has fifty of them.

What django-tables2 finds again for each cell (the arguments of its drawing, the attributes of its
column, the address of its link) is found once a table.
"""

import inspect
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import Any

from django import template
from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.utils import Accessor

from common.http import address
from common.tables import Table

register = template.Library()


class Cells:
    """The cells of one column."""

    def __init__(self, table: Table, column: Any, *, is_heading: bool) -> None:
        self.accessor = Accessor(column.accessor)
        self.draw = _taking_what_it_asks(
            column.render, column=column.column, bound_column=column, table=table
        )
        self.link = column.link and _address(column.link)
        self.default, self.empty_values = column.default, column.column.empty_values
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
        if value in self.empty_values:
            return self.default
        content = self.draw(value=value, record=row.record, bound_row=row)
        if not self.link:
            return content
        return format_html('<a href="{}">{}</a>', self.link(row.record), content)

    def _value(self, record: Any) -> Any:
        """What the column reads in a row; the label of a stored choice."""
        owner, name = record, self.accessor
        if Accessor.SEPARATOR in name:
            owner, name = name.penultimate(record, quiet=True)
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


def _address(link: Any) -> Callable[[Any], str]:
    """Where a row leads: what its column computes, or the page of the identity that it names."""
    if link.url:
        return link.url  # type: ignore[no-any-return]
    named = link.reverse_args
    (identity,) = named["kwargs"].values() if "kwargs" in named else named["args"]
    return lambda record: address(named["viewname"], identity.resolve(record))


def _taking_what_it_asks(draw: Callable[..., Any], **always: Any) -> Callable[..., Any]:
    """A drawing that is given the arguments that it names, of all there are."""
    names = _parameters(getattr(draw, "__func__", draw))
    of_all = {name: always[name] for name in names if name in always}
    of_each = [name for name in ("value", "record", "bound_row") if name in names]
    return lambda **given: draw(**{name: given[name] for name in of_each}, **of_all)


@cache
def _parameters(function: Callable[..., Any]) -> Collection[str]:
    return inspect.signature(function).parameters
