"""Tables of lists and accounts: columns in French, and no cell left blank."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django_tables2.data import TableListData, TableQuerysetData
from django_tables2.utils import Accessor

from common import formats
from common.gauges import Bar
from common.sheets import Cell, Name, Share
from common.sort_key import in_reading_order, sort_key

NUM = {"td": {"class": "num"}, "th": {"class": "num"}, "tf": {"class": "num"}}
HIDDEN_ON_PHONE = {"td": {"class": "beyond-phone"}, "th": {"class": "beyond-phone"}}
NUM_HIDDEN_ON_PHONE = {part: {"class": "num beyond-phone"} for part in ("td", "th", "tf")}
BAR = {"td": {"class": "bar-cell"}}
PER_PAGE = 50


class Rows(TableQuerysetData):  # type: ignore[misc]
    """The rows of a query, sorted by names as a reader expects, equal ones by their key."""

    data: QuerySet[Any]

    def order_by(self, aliases: Any) -> None:
        super().order_by(aliases)
        names = [*self.data.query.order_by]
        if names and not {"pk", "-pk"}.intersection(names):
            names.append("-pk" if str(names[-1]).startswith("-") else "pk")
        self.data = in_reading_order(self.data, *names)


class List(TableListData):  # type: ignore[misc]
    """The rows of a list, sorted by texts as a reader expects."""

    def order_by(self, aliases: Any) -> None:
        for alias in reversed(list(aliases)):
            column = self.table.columns[alias.lstrip("-")]
            for accessor in reversed(list(column.column.order_by or (column.accessor,))):
                read = Accessor(str(accessor).lstrip("-")).resolve
                is_reversed = alias.startswith("-") != str(accessor).startswith("-")
                self.data.sort(
                    key=lambda row, read=read: _key(read(row, quiet=True)), reverse=is_reversed
                )


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of a table under a title, with how many the whole list has; without a title, all rows.

    `family` is that of their state, where it makes them stand out or recede.
    """

    rows: Sequence[Any]
    title: str = ""
    number: int = 0
    family: str = ""


class Table(tables.Table):  # type: ignore[misc]
    """A table with a caption; a missing value is written in words.

    `totals` are the values of its last row, by column, for those whose footer is `total`; `length`
    is how many rows there are, where the page has counted them.
    `heading_column` names the row: the first column where it is empty.
    """

    caption: str
    heading_column = ""
    beside = ""  # what a page shows beside its rows: « , et 9 annoncées »
    whole = 2_000  # what the address of a whole list shows at most, to print it

    class Meta:
        default = formats.UNKNOWN
        template_name = "components/table.html"
        per_page_field = "lignes"

    def __init__(
        self,
        data: Any,
        *args: Any,
        totals: Mapping[str, Any] | None = None,
        length: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.totals = totals or {}
        rows = Rows(data) if isinstance(data, QuerySet) else List(list(data))
        rows._length = length  # noqa: SLF001 - django-tables2 counts the rows when it is None
        super().__init__(rows, *args, **kwargs)

    @property
    def groups(self) -> Sequence[Group]:
        """The rows of the page, in groups."""
        return [Group(self.paginated_rows)]

    def paginate(self, *args: Any, per_page: int | None = None, **kwargs: Any) -> Any:
        """The address may ask for shorter pages, or for all the rows, as paper needs them."""
        length = min(max(per_page or PER_PAGE, 1), self.whole)
        return super().paginate(*args, per_page=length, **kwargs)


class NumberColumn(tables.Column):  # type: ignore[misc]
    """A count, aligned on the right."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"attrs": NUM, **kwargs})

    def render(self, value: Any) -> str:
        return formats.number(value)

    def value(self, value: Any) -> Any:
        """In a file, the number itself."""
        return value


class EurosColumn(NumberColumn):
    """An amount with two decimals; the header gives the unit."""

    def render(self, value: Any) -> str:
        return formats.number(value, 2)


class DayColumn(tables.Column):  # type: ignore[misc]
    """A day, as `01/03/2023`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default": formats.UNKNOWN_DAY, **kwargs})

    def render(self, value: Any) -> str:
        return formats.day_short(value)

    def value(self, value: Any) -> Any:
        """In a file, the day itself."""
        return formats.legal_day(value)


class BarColumn(tables.Column):  # type: ignore[misc]
    """A `common.gauges.Bar` before the rate that it draws."""

    def __init__(self, *, rate: str = "share", **kwargs: Any) -> None:
        self.rate = rate
        super().__init__(**{"orderable": False, "attrs": BAR, **kwargs})

    def render(self, value: Bar, record: Any = None) -> SafeString:
        return drawn_bar(value, getattr(record, self.rate, ""))


class StateColumn(tables.Column):  # type: ignore[misc]
    """A state as a word with an icon; `families` gives the icon and colour of each stored code."""

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


def total(table: Table, bound_column: Any) -> str:
    """The footer of a column: its total, written as its values are."""
    value = table.totals[bound_column.name]
    return str(bound_column.default if value is None else bound_column.column.render(value))


def drawn_bar(bar: Bar, words: str = "") -> SafeString:
    """A bar, and the number or the rate that it draws."""
    drawn = render_to_string("components/bar.html", {"bar": bar, "rate": words})
    return mark_safe(drawn)  # noqa: S308 our own template, which escapes its values


def cells(row: Any, columns: Sequence[Any]) -> list[Cell]:
    """The values of a row as a file writes them."""
    return [_cell(row.get_cell_value(column.name), column.column) for column in columns]


@lru_cache(maxsize=200)
def state(family: str, word: str) -> SafeString:
    """A state as all pages show it; `family` gives its icon and colour. Lists repeat a few."""
    drawn = render_to_string("components/state.html", {"family": family, "word": word.casefold()})
    return mark_safe(drawn)  # noqa: S308 our own template, which escapes its values


def _key(value: Any) -> tuple[bool, Any]:
    """Sorts values of a column, the unknown ones last."""
    return value is None, sort_key(value) if isinstance(value, str) else value


def _cell(value: Any, column: tables.Column) -> Cell:
    if isinstance(value, int) and not isinstance(column, NumberColumn):
        return Name(value)
    simple = value is None or isinstance(value, str | int | Decimal | Share | dt.date)
    return value if simple and not isinstance(value, SafeString) else str(value)
