"""Every file of a list, read back: what is a number or a day is one, written as the page does."""

import datetime as dt
import io
import os
import re
import subprocess
from functools import cache

import openpyxl
import pytest

from common.parsing import Unreadable, parse_count, parse_day, parse_euros, parse_rate
from tests.accounts.house import House
from tests.accounts.test_matrix import members, opened_pages
from tests.factories.financing import PlanFactory
from tests.reading import as_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# Digits that name a thing and count nothing: an order, an act, a line of the budget.
NAMES = {
    "Imputation", "Opération", "Article", "Numéro", "Rapport", "Délibération", "Facture", "Mandat",
    "Reçu", "Lot", "Code UAI", "Convention", "Objet", "Identifiant de l’acte", "Premier carnet",
    "Dernier carnet", "Carnet", "Comptage", "Numéros", "Commande", "Tirage",
}  # fmt: skip
EUROS, DAY, INSTANT = "#,##0.00", "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
# Semicolons, quotes, UTF-8, French (1036), and what looks like a number or a day read as one.
FRENCH_CSV = "CSV:59,34,76,1,,1036,false,true"


@cache
def exports():
    """Each file of each list, by its name: the heads and the cells of the XLSX, and the CSV."""
    house = House()
    PlanFactory(programme=house.programme, convention=house.convention)
    clients, found = members(house), {}
    for role, name, _, page in opened_pages():
        if page.status_code != 200 or (name in found and found[name][1]):
            continue
        address = house.url(name)
        if b"fichier=xlsx" in page.content:
            files = [f"{address}?fichier={kind}" for kind in ("xlsx", "csv")]
        elif address.endswith(".csv"):
            files = [address.replace(".csv", f".{kind}") for kind in ("xlsx", "csv")]
        else:
            continue
        xlsx, text = (clients[role].get(file) for file in files)
        head, *rows = openpyxl.load_workbook(io.BytesIO(xlsx.content)).active.iter_rows()
        if rows or name not in found:  # of the first role for whom the list has rows
            found[name] = ([cell.value for cell in head], rows, text)
    return found


def is_a_number(text):
    for read in (parse_euros, parse_rate, parse_count, parse_day):
        try:
            read(text)
        except Unreadable:
            continue
        return True
    return False


def cells():
    """Each cell of each file, `(name, head, cell)`."""
    for name, (heads, rows, _) in exports().items():
        for row in rows:
            for head, cell in zip(heads, row, strict=True):
                if cell.value is not None:
                    yield name, head, cell


def test_every_list_that_is_downloaded_is_read_back():
    rows = {name: len(rows) for name, (_, rows, _) in exports().items()}

    assert len(rows) > 15
    assert [name for name, number in rows.items() if not number] == []


def test_no_number_share_or_day_is_a_text():
    texts = [
        (name, head, cell.value)
        for name, head, cell in cells()
        if isinstance(cell.value, str) and head not in NAMES and is_a_number(cell.value)
    ]

    assert texts == []


def test_each_number_is_written_as_the_page_does():
    wrong, seen = [], set()
    for name, head, cell in cells():
        form = cell.number_format
        if isinstance(cell.value, dt.date):
            known = {INSTANT} if head == "Quand" else {DAY}
        elif "€" in head:
            known = {EUROS}
        elif "Part" in head:
            known = {"0 %", "0.00 %"} if 0 <= cell.value <= 1 else set()
        elif not isinstance(cell.value, str):
            known = {"0"} if head == "Exercice" else {"#,##0"}
        else:
            continue
        seen.add(form)
        wrong += [] if form in known else [(name, head, cell.value, form)]

    assert wrong == []
    assert seen >= {EUROS, DAY, INSTANT, "0.00 %", "0 %", "#,##0", "0"}


def test_the_text_file_says_the_same_with_a_decimal_comma():
    wrong, commas = [], 0
    for name, (heads, rows, text) in exports().items():
        for row, line in zip(rows, as_csv(text)[1:], strict=True):
            for head, cell, written in zip(heads, row, line, strict=True):
                commas += "," in written and not isinstance(cell.value, str)
                if not is_same(cell.value, written):
                    wrong.append((name, head, cell.value, written))

    assert wrong == []
    assert commas > 20


def is_same(value, written):
    """Whether a text of the CSV is a value of the XLSX, as a French office reads it."""
    if value is None or isinstance(value, str):
        return written.removeprefix("'") == (value or "")
    if isinstance(value, dt.datetime):
        return dt.datetime.fromisoformat(written) == value
    share = written.removesuffix("%")
    number = float(share.replace(",", ".")) if re.fullmatch(r"-?\d+(,\d+)?", share) else None
    if share == written:
        return number == value
    return number is not None and abs(number / 100 - value) < 0.00005  # rounded as shown


@pytest.mark.skipif("FUZZ" not in os.environ, reason="starts an office suite: make fuzz")
def test_libreoffice_in_french_reads_the_numbers_of_every_text_file(tmp_path):
    for name, (_, _, text) in exports().items():
        (tmp_path / f"{name.replace(':', '-')}.csv").write_bytes(text.content)
    convert = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    files = sorted(str(file) for file in tmp_path.glob("*.csv"))
    asked = [f"--infilter={FRENCH_CSV}", "--convert-to", "xlsx", "--outdir", str(tmp_path), *files]
    subprocess.run([*convert, *asked], check=True, capture_output=True)
    wrong = []
    for name, (heads, rows, _) in exports().items():
        book = openpyxl.load_workbook(tmp_path / f"{name.replace(':', '-')}.xlsx")
        for row, read in zip(rows, list(book.active.iter_rows())[1:], strict=True):
            for head, cell, again in zip(heads, row, read, strict=True):
                if not is_read(cell.value, again.value):
                    wrong.append((name, head, cell.value, again.value))

    assert wrong == []


def is_read(value, again):
    """Whether what an office suite read of a CSV is the number or the day of the XLSX."""
    if isinstance(value, dt.datetime):
        return again == value
    if isinstance(value, int | float):
        return isinstance(again, int | float) and abs(again - value) < 0.00005  # as shown
    return True
