"""A list page: its filters and sorting, read in the address, its table, and its CSV and XLSX."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, ClassVar

import django_filters
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django_tables2 import RequestConfig

from common.forms import DayField, Form
from common.parsing import clean_search, search_pattern
from common.sheets import Sheet, to_csv, to_xlsx
from common.tables import Table, cells

FILE_KINDS = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}
FILE_PARAMETER = "fichier"


class DayFilter(django_filters.Filter):
    """A filter by a day, typed as in the forms."""

    field_class = DayField


class Filters(django_filters.FilterSet):
    """The filters of one list, its search first; a field has the name of its parameter.

    The words searched are found in one of the fields `searched`, or are all of `searched_exactly`.
    """

    is_posted: ClassVar[bool] = False  # what is searched names people
    searched: ClassVar[tuple[str, ...]] = ()
    searched_exactly: ClassVar[tuple[str, ...]] = ()

    q = django_filters.CharFilter(label="Chercher", method="search")

    class Meta:
        form = Form

    def search(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        words = clean_search(value)
        pattern = search_pattern(words)
        found = [Q((f"{field}__iregex", pattern)) for field in self.searched]
        found += [Q((f"{field}__iexact", words)) for field in self.searched_exactly]
        return rows.filter(reduce(or_, found, Q()))

    @property
    def total(self) -> int:
        """How many rows there are without filters."""
        return int(self.queryset.count())

    @property
    def applied(self) -> list[tuple[str, str]]:
        """Each filter in use: its parameter, and its label with its value."""
        values = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        return [
            (name, f"{self.form.fields[name].label}\u00a0: {_value_in_words(self.form, name)}")
            for name, value in values.items()
            if value not in (None, "", [])
        ]


@dataclass(frozen=True, slots=True)
class Applied:
    """A filter in use, and the address of the same list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """Filters kept under a name, with the addresses that apply, rename and remove them."""

    name: str
    url: str
    rename_url: str
    remove_url: str


# The floor that knows users registers what finds theirs.
_finders: list[Callable[[HttpRequest], list[SavedFilters]]] = []
show_saved_filters = _finders.append


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page shows; without addresses of files, it is not downloaded."""

    table: Table
    filters: Filters
    applied: list[Applied]
    clear_url: str
    csv_url: str
    xlsx_url: str
    saved: list[SavedFilters]


def listing(
    request: HttpRequest, table: Table, filters: Filters, *, has_files: bool = True
) -> Listing:
    """A table of the filtered rows, sorted and paginated as the address asks."""
    is_file = has_files and FILE_PARAMETER in request.GET
    RequestConfig(request, paginate=not is_file).configure(table)
    if filters.applied:
        table.empty_text = ""
    return Listing(
        table,
        filters,
        [Applied(label, _url(request, drop=[name])) for name, label in filters.applied],
        _url(request, drop=list(filters.form.fields)),
        _url(request, **{FILE_PARAMETER: "csv"}) if has_files else "",
        _url(request, **{FILE_PARAMETER: "xlsx"}) if has_files else "",
        [] if is_file else [one for find in _finders for one in find(request)],
    )


def without(query: QueryDict, *names: str) -> QueryDict:
    """The parameters of an address but some."""
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept


def table_page(request: HttpRequest, template: str, page: dict[str, Any]) -> HttpResponse:
    """A page with a `table`, sorted and paginated as the address asks."""
    RequestConfig(request).configure(page["table"])
    return render(request, template, page)


def list_response(
    request: HttpRequest, listed: Listing, template: str, *, name: str, **context: Any
) -> HttpResponse:
    """The list as a page, or as the file that the address asks, with every row in the same order.

    `name` is the name of the file, without its extension.
    """
    kind = request.GET.get(FILE_PARAMETER)
    if kind is None:
        return render(request, template, {"listing": listed, **context})
    if kind not in FILE_KINDS:
        raise Http404
    return file_response(sheet_of(listed.table), name, kind)


def file_response(sheet: Sheet, name: str, kind: str) -> HttpResponse:
    """A download named `name.kind`."""
    content_type, write = FILE_KINDS[kind]
    response = HttpResponse(write(sheet), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def sheet_of(table: Table) -> Sheet:
    """The columns and unformatted rows of a table, from its `value_…` and its columns' `value`."""
    columns = list(table.columns)
    return Sheet(
        title=str(table.caption),
        head=[str(column.header) for column in columns],
        rows=[cells(row, columns) for row in table.rows],
    )


def _value_in_words(form: Form, name: str) -> str:
    """The value of a filter, as its field shows it."""
    value = form.cleaned_data[name]
    choices: Mapping[str, str] = dict(getattr(form.fields[name], "choices", ()) or ())
    if value in choices:
        return str(choices[value])
    if str(value) in choices:
        return str(choices[str(value)])
    shown = form.fields[name].prepare_value(value)
    is_typed = isinstance(shown, str) and not isinstance(value, Model)
    return str(shown if is_typed else value)


def _url(request: HttpRequest, *, drop: Iterable[str] = (), **add: str) -> str:
    """The address of this list without some parameters and with others, at its first page."""
    query = without(request.GET, "page", FILE_PARAMETER, *drop)
    for name, value in add.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path
