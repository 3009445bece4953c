"""Someone at a desk in a browser: fills forms, reads pages, downloads what they show."""

import csv
import io
import re
from decimal import Decimal

import openpyxl
from django.urls import reverse

from tests import browser

NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Desk:
    """Someone who fills forms and reads pages; `app` is that of the addresses."""

    def __init__(self, page, url, app):
        self.page = page
        self.url = url
        self.app = app

    def open(self, name, *args):
        self.page.goto(self.url + reverse(f"{self.app}:{name}", args=args))

    def fill(self, **values):
        browser.fill(self.page, values)

    def rows(self, name, *rows):
        """Fill the lines of a table, asking for more when there are too few."""
        lines = self.page.locator(f"[name^={name}-][name$=-amount]")
        filled = 0
        while filled < len(rows):
            if (there := lines.count()) <= filled:
                self.page.locator(f"[name=add-{name}]").click()
                self.page.locator(f"[name={name}-{there}-amount]").wait_for()
                there = lines.count()
            some = enumerate(rows[filled:there], filled)
            self.fill(**{f"{name}-{n}-{key}": said for n, row in some for key, said in row.items()})
            filled = there

    def press(self, button):
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()

    @property
    def text(self):
        return " ".join(self.page.locator("main").inner_text().replace("\u00a0", " ").split())

    def reads(self, *sentences):
        text = self.text
        assert [one for one in sentences if one not in text] == [], text

    def shown(self):
        """The table of the page, its cells as raw values."""
        return self.page.locator("main table").evaluate(
            "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        )

    def file(self, kind):
        with self.page.expect_download() as wait:
            self.page.get_by_role("link", name=f"({kind})").click()
        return wait.value.path().read_bytes()


def raw(cell):
    """A cell of the screen or of a file, as one and the same value."""
    text = str("" if cell is None else cell).replace("\u00a0", " ").strip()
    text = "" if text in ("sans objet", "non indiqué") else text
    share = text.removesuffix("%").rstrip()
    compact = share.replace(" ", "").replace(",", ".")
    return Decimal(compact) if NUMBER.fullmatch(compact) else " ".join(text.split())


def as_shown(cell):
    """The value of a cell, a share as its format shows it."""
    if not cell.number_format.endswith("%"):
        return cell.value
    places = cell.number_format.removesuffix(" %").partition(".")[2]
    return f"{cell.value * 100:.{len(places)}f} %"


def values(rows):
    return [[raw(cell) for cell in row] for row in rows]


def files_are_the_screen(desk):
    shown = values(desk.shown())
    assert len(shown) > 1
    text = desk.file("CSV").decode("utf-8-sig")
    assert values(csv.reader(io.StringIO(text), delimiter=";")) == shown
    book = openpyxl.load_workbook(io.BytesIO(desk.file("XLSX")))
    assert values([as_shown(cell) for cell in row] for row in book.active) == shown
