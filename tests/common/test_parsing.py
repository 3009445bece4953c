"""Fields take back what pages print, and the usual variants."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import formats
from common.parsing import (
    Unreadable,
    parse_code,
    parse_codes,
    parse_day,
    parse_euros,
    parse_whole,
)

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
AMOUNTS = st.decimals("-9999999999.99", "9999999999.99", places=2)
SPACES = ["\u00a0", "\u202f", "\u2009", " ", ""]


@given(DAYS)
def test_every_day_is_read_back_from_each_form_that_we_print(day):
    assert parse_day(formats.day(day)) == day
    assert parse_day(formats.day_short(day)) == day
    assert parse_day(day.isoformat()) == day


@given(AMOUNTS, st.sampled_from(SPACES))
def test_every_amount_is_read_back_whatever_the_space(amount, space):
    written = formats.euros(amount).replace("\u00a0", space)
    assert parse_euros(written) == amount
    assert parse_euros(str(amount)) == amount


@pytest.mark.parametrize(
    "text",
    ["1er mars 2023", "1/3/2023", "01.03.2023", "2023-03-01", "1ER MARS 2023", "1 mars 2023"],
)
def test_usual_forms_of_a_day(text):
    assert parse_day(text) == dt.date(2023, 3, 1)


@pytest.mark.parametrize(
    "text", ["15 août 2023", "15 aout 2023", "15 AOÛT 2023", " 15  août 2023 "]
)
def test_accents_and_spaces_do_not_matter_in_a_month(text):
    assert parse_day(text) == dt.date(2023, 8, 15)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("15 mai", "year_missing"),
        ("15/05", "year_missing"),
        ("15/05/23", "year_short"),
        ("30/02/2023", "no_such_day"),
        ("15/05/0203", "year_far"),
        ("1er janvier 0001", "year_far"),
        ("9999-12-31", "year_far"),
        ("15 jui 2023", "not_a_day"),
        ("15 floréal", "not_a_day"),
        ("demain", "not_a_day"),
    ],
)
def test_a_day_that_cannot_be_read_says_in_what_way(text, kind):
    with pytest.raises(Unreadable) as refusal:
        parse_day(text)
    assert refusal.value.kind == kind


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,56 €", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234.5", "1234.50"),
        ("12 euros", "12.00"),
        ("\u221212,00", "-12.00"),
    ],
)
def test_usual_forms_of_an_amount(text, amount):
    assert parse_euros(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1.234", "too_many_decimals"),
        ("12 000 000 000", "too_large"),
        ("douze", "not_an_amount"),
        ("1,2,3", "not_an_amount"),
        ("٣", "not_an_amount"),
        ("1e5", "not_an_amount"),
        ("NaN", "not_an_amount"),
    ],
)
def test_an_amount_that_cannot_be_read_says_in_what_way(text, kind):
    with pytest.raises(Unreadable) as refusal:
        parse_euros(text)
    assert refusal.value.kind == kind


def test_a_typed_code_loses_its_spaces_and_dashes_a_scanned_one_is_kept():
    assert parse_code(" p000-4120 7abc\u00a0def1 ") == "P00041207ABCDEF1"
    scanned = "pn1:" + "aB-_" * 20
    assert parse_code(scanned + "\n") == scanned


def test_codes_come_one_a_line():
    assert parse_codes("p000 1\r\n\n P000-2 ; P0003,") == ["P0001", "P0002", "P0003"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [("12", 12), ("٣", 3), ("²", 0), ("-1", 0), ("", 0), ("9" * 18, 10**18 - 1), ("9" * 5000, 0)],
)
def test_a_whole_number_of_an_address_fits_the_database(text, whole):
    assert parse_whole(text) == whole
