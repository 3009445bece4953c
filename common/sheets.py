"""CSV and XLSX files of a table, for a French office: numbers are numbers, days are days.

A text that a spreadsheet would run as a formula is written as text.
"""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

from common.formats import MINUS, NBSP, local, percent_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, shown as a percentage with some decimals; no cell where one is unknown."""

    part: Decimal | None
    whole: Decimal | None
    places: int = 2

    def __str__(self) -> str:
        return percent_of(self.part, self.whole, self.places)

    @property
    def ratio(self) -> Decimal | None:
        """1 for the whole."""
        return self.part / self.whole if self.part is not None and self.whole else None


class Name(int):
    """An integer that names and counts nothing, as a year: its thousands are not parted."""


Cell = str | int | Decimal | Share | dt.date | None
INSTANT = "dd/mm/yyyy hh:mm"
FORMATS = {dt.date: "dd/mm/yyyy", Decimal: "#,##0.00", Name: "0", int: "#,##0"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, the headers, the rows, and a row of totals if any."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] = ()

    @property
    def lines(self) -> list[Sequence[Cell]]:
        """The rows, then the totals."""
        return [*self.rows, *([self.totals] if self.totals else [])]


def without_formula(text: str) -> str:
    """The text, with a quote before it where a spreadsheet would read a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def to_csv(sheet: Sheet) -> bytes:
    """CSV with semicolons, decimal commas, ISO days and a UTF-8 mark, as a French office reads."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([without_formula(title) for title in sheet.head])
    writer.writerows([_csv_value(cell) for cell in line] for line in sheet.lines)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(sheet: Sheet) -> bytes:
    """XLSX with typed cells: numbers, days, and texts that are never formulas."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheet.title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
        bold = book.add_format({"bold": True})
        page = book.add_worksheet("Feuille 1")
        formats: dict[str, xlsxwriter.format.Format] = {}
        for column, title in enumerate(sheet.head):
            page.write_string(0, column, title, bold)
            page.set_column(column, column, max(12, min(60, len(title) + 2)))
        for row, line in enumerate(sheet.lines, start=1):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    page.write_string(row, column, cell)
                    continue
                value, form = _xlsx_value(cell)
                if form not in formats:
                    formats[form] = book.add_format({"num_format": form})
                page.write(row, column, value, formats[form])
        page.freeze_panes(1, 1)
    return out.getvalue()


def _csv_value(cell: Cell) -> str:
    if isinstance(cell, str):
        return without_formula(cell)
    if isinstance(cell, Share):
        return "" if cell.ratio is None else str(cell).replace(NBSP, "").replace(MINUS, "-")
    if isinstance(cell, dt.datetime):
        return f"{local(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return "" if cell is None else f"{Decimal(cell):f}".replace(".", ",")


def _xlsx_value(cell: Cell) -> tuple[Cell, str]:
    """The value of a cell, and how a spreadsheet writes it."""
    if isinstance(cell, Share):
        return cell.ratio, f"{Decimal(0):.{cell.places}f} %"
    if isinstance(cell, dt.datetime):
        return local(cell).replace(tzinfo=None), INSTANT
    return cell, next((form for kind, form in FORMATS.items() if isinstance(cell, kind)), "")
