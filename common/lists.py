"""A list page: its filters in the address, its table, and the files of all that it finds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django_tables2 import RequestConfig

from common.forms import Form
from common.sheets import Sheet, to_csv, to_xlsx
from common.tables import PER_PAGE, Table, cells

FILE_KINDS = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}
FILE = "fichier"


class Filters(django_filters.FilterSet):
    """The filters of one list, its search first: fields are named as the address names them."""

    class Meta:
        form = Form

    @property
    def is_applied(self) -> bool:
        return bool(self.applied)

    @property
    def applied(self) -> list[tuple[str, str]]:
        """Each filter in force: its name in the address, and how it reads."""
        values = self.form.cleaned_data if self.is_bound and self.form.is_valid() else {}
        return [
            (name, f"{self.form.fields[name].label}\u00a0: {_written(self.form, name)}")
            for name, value in values.items()
            if value not in (None, "", [])
        ]


@dataclass(frozen=True, slots=True)
class Applied:
    """A filter in force, and the same list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page shows."""

    table: Table
    filters: Filters
    applied: list[Applied]
    clear_url: str
    csv_url: str
    xlsx_url: str


def listing(request: HttpRequest, table: Table, filters: Filters) -> Listing:
    """A table of what the filters find, sorted and cut in pages as the address asks."""
    wants_file = FILE in request.GET
    paginate = False if wants_file else {"per_page": PER_PAGE, "silent": True}
    RequestConfig(request, paginate=paginate).configure(table)
    if filters.is_applied:
        table.empty_text = ""
    return Listing(
        table,
        filters,
        [Applied(label, _url(request, drop=[name])) for name, label in filters.applied],
        _url(request, drop=list(filters.form.fields)),
        _url(request, **{FILE: "csv"}),
        _url(request, **{FILE: "xlsx"}),
    )


def answer(
    request: HttpRequest, listed: Listing, template: str, *, name: str, **context: Any
) -> HttpResponse:
    """The page, or the file that the address asks: every row found, in the same order.

    `name` is the name of the file, without its kind.
    """
    kind = request.GET.get(FILE)
    if kind is None:
        return render(request, template, {"listing": listed, **context})
    if kind not in FILE_KINDS:
        raise Http404
    return file_answer(sheet_of(listed.table), name, kind)


def file_answer(sheet: Sheet, name: str, kind: str) -> HttpResponse:
    """A file to keep: `name.kind`."""
    content_type, write = FILE_KINDS[kind]
    response = HttpResponse(write(sheet), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def sheet_of(table: Table) -> Sheet:
    """The columns and rows of a table, raw: by `value_…` of the table, `value` of its columns."""
    columns = list(table.columns)
    return Sheet(
        title=str(table.caption),
        head=[str(column.header) for column in columns],
        rows=[cells(row, columns) for row in table.rows],
    )


def _written(form: Form, name: str) -> str:
    """The value of a filter as its field shows it."""
    value = form.cleaned_data[name]
    choices: Mapping[str, str] = dict(getattr(form.fields[name], "choices", ()) or ())
    if value in choices:
        return str(choices[value])
    if str(value) in choices:
        return str(choices[str(value)])
    shown = form.fields[name].prepare_value(value)
    return str(value if not isinstance(shown, str) else shown)


def _url(request: HttpRequest, *, drop: Iterable[str] = (), **add: str) -> str:
    """The address of this list, less some parameters, plus others; never the page."""
    query = request.GET.copy()
    for name in ["page", FILE, *drop]:
        query.pop(name, None)
    for name, value in add.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def searched_words(value: str) -> str:
    return value.replace("\0", "").strip()
