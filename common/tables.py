"""What every list and account shares: columns written in French, nothing left blank."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from common import formats
from common.sheets import Cell

NUM = {"td": {"class": "num"}, "th": {"class": "num"}, "tf": {"class": "num"}}
PER_PAGE = 50


class Table(tables.Table):  # type: ignore[misc]
    """`caption` says what the table holds; a missing value is said in words."""

    caption = ""

    class Meta:
        default = formats.UNKNOWN
        template_name = "components/table.html"

    def paginate(self, *args: Any, per_page: int | None = None, **kwargs: Any) -> Any:
        """The address may ask for shorter pages, never for none nor for all rows at once."""
        length = min(max(per_page or PER_PAGE, 1), PER_PAGE)
        return super().paginate(*args, per_page=length, **kwargs)


class NumberColumn(tables.Column):  # type: ignore[misc]
    """A count, on the right."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"attrs": NUM, **kwargs})

    def render(self, value: Any) -> str:
        return formats.number(value)

    def value(self, value: Any) -> Any:
        """In a file, the number itself."""
        return value


class EurosColumn(NumberColumn):
    """An amount, on the comma; the unit is in the header."""

    def render(self, value: Any) -> str:
        return formats.number(value, 2)


class DayColumn(tables.Column):  # type: ignore[misc]
    """A day as tables write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default": formats.UNKNOWN_DAY, **kwargs})

    def render(self, value: Any) -> str:
        return formats.day_short(value)

    def value(self, value: Any) -> Any:
        """In a file, the day itself."""
        return value


class StateColumn(tables.Column):  # type: ignore[misc]
    """A state as word and shape. `families` gives the family of each stored code."""

    def __init__(self, *, families: Mapping[str, str], **kwargs: Any) -> None:
        self.families = families
        super().__init__(**kwargs)

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        """`value` is the label where the model has choices; the code is read from the row."""
        code = bound_column.accessor.resolve(record)
        return state(self.families[str(code)], str(value))

    def value(self, value: Any) -> str:
        """In a file, the word."""
        return str(value)


def cells(row: Any, columns: Sequence[Any]) -> list[Cell]:
    """The values of a row as a file writes them."""
    return [_cell(row.get_cell_value(column.name)) for column in columns]


def _cell(value: Any) -> Cell:
    simple = value is None or isinstance(value, str | int | Decimal | dt.date)
    return value if simple and not isinstance(value, SafeString) else str(value)


def state(family: str, word: str) -> SafeString:
    """The state of a thing, as every page draws it."""
    drawn = render_to_string("components/state.html", {"family": family, "word": word.casefold()})
    return mark_safe(drawn)  # noqa: S308 our own template, which escapes its values


BEYOND_PHONE = {"td": {"class": "beyond-phone"}, "th": {"class": "beyond-phone"}}


FIGURES_BEYOND_PHONE = {"td": {"class": "num beyond-phone"}, "th": {"class": "num beyond-phone"}}
