"""CSV and XLSX files of a table, with raw numbers and ISO days.

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
    """CSV with semicolons, decimal points and a UTF-8 mark, as French office software expects."""
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
                _write_xlsx_cell(page, (row, column), cell, formats)
        page.freeze_panes(1, 1)
    return out.getvalue()


def _csv_value(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return without_formula(cell) if isinstance(cell, str) else str(cell)


def _write_xlsx_cell(
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
