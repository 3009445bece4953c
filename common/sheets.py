"""Files of exactly what a table shows: CSV and XLSX, with raw numbers and ISO days.

A text that a spreadsheet would run as a formula is written as text.
"""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

Cell = str | int | Decimal | dt.date | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, the headers, the rows, and the totals when there are some."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] = ()

    @property
    def lines(self) -> list[Sequence[Cell]]:
        """What stands under the headers, totals last."""
        return [*self.rows, *([self.totals] if self.totals else [])]


def harmless(text: str) -> str:
    """The same text, that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def to_csv(sheet: Sheet) -> bytes:
    """Semicolons, decimal points and a mark of UTF-8, as office tools here expect them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(title) for title in sheet.head])
    writer.writerows([_written(cell) for cell in line] for line in sheet.lines)
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else str(cell)


def to_xlsx(sheet: Sheet) -> bytes:
    """One sheet with typed cells: numbers are numbers, days are days, texts never formulas."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": sheet.title, "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001
        bold = book.add_format({"bold": True})
        page = book.add_worksheet("Feuille 1")
        formats = {
            dt.date: book.add_format({"num_format": "dd/mm/yyyy"}),
            Decimal: book.add_format({"num_format": "#,##0.00"}),
            int: book.add_format({"num_format": "#,##0"}),
        }
        for column, title in enumerate(sheet.head):
            page.write_string(0, column, title, bold)
            page.set_column(column, column, max(12, min(60, len(title) + 2)))
        for row, line in enumerate(sheet.lines, start=1):
            for column, cell in enumerate(line):
                _write(page, (row, column), cell, formats)
        page.freeze_panes(1, 1)
    return out.getvalue()


def _write(
    page: xlsxwriter.worksheet.Worksheet,
    at: tuple[int, int],
    cell: Cell,
    formats: dict[type, xlsxwriter.format.Format],
) -> None:
    if cell is None:
        return
    if isinstance(cell, str):
        page.write_string(*at, cell)
    elif isinstance(cell, dt.date):
        page.write_datetime(*at, cell, formats[dt.date])
    else:
        page.write_number(*at, cell, formats[type(cell)])
