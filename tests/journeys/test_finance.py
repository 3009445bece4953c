"""Finance: each funder's basis, a year of it, and files that hold exactly what is shown."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from accounts.enums import Role
from common.formats import MONTHS
from tests.journeys.traveller import plain

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


@pytest.fixture
def finance(travel, scene):
    """Three passes consumed in March 2023; purchases paid in 2022 and in 2023."""
    scene.spend(*scene.codes[:3])
    scene.pay("100000.00", paid_on=dt.date(2022, 10, 20))
    scene.pay("55000.00", paid_on=dt.date(2023, 5, 2))
    return travel(Role.FINANCE)


def value(cell: object) -> object:
    """What a cell says, on the page as in the files."""
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d}"
    text = plain(str(cell))
    month, _, year = text.partition(" ")
    if month in MONTHS:
        return f"{year}-{MONTHS.index(month) + 1:02}-01"
    if day := DAY.fullmatch(text):
        return f"{day[3]}-{day[2]}-{day[1]}"
    raw = text.replace(" ", "").replace(",", ".")
    return Decimal(raw) if NUMBER.fullmatch(raw) else text


def values(rows) -> list[list[object]]:
    return [[value(cell) for cell in row] for row in rows]


def as_csv(file: bytes) -> list[list[object]]:
    return values(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))


def as_xlsx(file: bytes) -> list[list[object]]:
    return values(load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True))


def test_the_files_of_an_account_hold_what_the_page_adds_up(finance):
    finance.open("finance:index")
    finance.reads("ces comptes ne s’additionnent jamais.", "2 101 975,00 € ÷ 2 971 219,36 €")
    finance.open("finance:index", query="?annee=2022")
    finance.reads("octobre", "70 744,52")

    for rank in (0, 1):
        shown = [re.split(r"\s*: voir", cell)[0] for cell in finance.rows(rank)[-1]]
        (total,) = values([shown])
        file = as_csv(finance.download("(CSV)", rank))
        assert total[0] == file[-1][0] == "Total"
        assert set(total) <= set(file[-1])
        assert as_xlsx(finance.download("(XLSX)", rank)) == file


def test_the_files_of_the_expenses_hold_what_the_list_found(finance):
    finance.open("finance:index")
    finance.follow("Voir les dépenses")
    folded = finance.page.get_by_text("Chercher et filtrer")
    if folded.is_visible():
        folded.click()
    finance.page.get_by_label("Chercher").fill("F-55000")
    finance.press("Appliquer")
    finance.reads("1 dépense sur")

    shown = values(finance.rows())
    assert len(shown) == 2
    assert as_csv(finance.download("(CSV)")) == shown
    assert as_xlsx(finance.download("(XLSX)")) == shown


def test_the_navigation_shows_what_finance_may_open(finance):
    finance.open("reporting:home")
    entries = finance.entries()
    assert list(entries) == ["Accueil", "Conventions", "Stock", "Finances", "Rapports", "Aide"]
    for address in entries.values():
        finance.go(address)
    finance.refused(["beneficiaries:index", "distribution:counter", "events:journal"])
