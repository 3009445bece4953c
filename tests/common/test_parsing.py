"""Fields take back what pages print, and the usual variants."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Value
from django.urls import get_resolver
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Organisation
from common import formats
from common.forms import Form
from common.parsing import (
    Unreadable,
    parse_code,
    parse_codes,
    parse_count,
    parse_day,
    parse_euros,
    parse_rate,
    parse_whole,
    search_pattern,
    without_number_sign,
)
from tests.factories.accounts import OrganisationFactory

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
    [
        "1er mars 2023",
        "1/3/2023",
        "01.03.2023",
        "2023-03-01",
        "1ER MARS 2023",
        "1 mars 2023",
        "1 er mars 2023",
        "1° mars 2023",
        "1º mars 2023",
        "1ᵉʳ mars 2023",
        "le 1er mars 2023",
        "Le 01/03/2023",
        "mercredi 1er mars 2023",
        "mercredi, 1er mars 2023",
        "le mercredi 1 er mars 2023",
        "mercredi 01/03/2023",
    ],
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
        ("le 1er juillet", "year_missing"),
        ("1° juillet", "year_missing"),
        ("lundi 5 juillet", "year_missing"),
        ("1² mai 2023", "not_a_day"),
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


def test_a_wrong_weekday_is_said_with_the_day_that_was_read():
    with pytest.raises(Unreadable) as refusal:
        parse_day("mardi 5 juillet 2021")

    assert (refusal.value.kind, refusal.value.day) == ("wrong_weekday", dt.date(2021, 7, 5))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,56 €", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234.5", "1234.50"),
        ("12 euros", "12.00"),
        ("€ 12", "12.00"),
        ("10€50", "10.50"),
        ("10 € 50", "10.50"),
        ("-1 234 euros 05", "-1234.05"),
        ("1.234.567", "1234567.00"),
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
        ("12 50", "not_an_amount"),
        ("12\n500", "not_an_amount"),
        ("12\t500", "not_an_amount"),
        ("10,00 € 50", "not_an_amount"),
        ("10 € 5", "not_an_amount"),
        ("10 € 500", "not_an_amount"),
        ("1.234.56", "not_an_amount"),
        ("1 234.567,89", "not_an_amount"),
        ("1234 567", "not_an_amount"),
        ("10²", "not_an_amount"),
        ("1_000", "not_an_amount"),
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


@pytest.mark.parametrize(
    ("parse", "text", "found"),
    [
        (parse_count, "50\u202f000 pass", 50_000),
        (parse_count, "50.000", 50_000),
        (parse_count, "31 mois", 31),
        (parse_count, "−3", -3),
        (parse_count, "1 200 000 élèves", 1_200_000),
        (parse_rate, "70,74 %", Decimal("70.74")),
        (parse_rate, "10.0013", Decimal("10.0013")),
    ],
)
def test_counts_and_rates_are_read_with_their_unit(parse, text, found):
    assert parse(text) == found


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_count, "12 50"),
        (parse_count, "31.5 mois"),
        (parse_count, "12 mois 3"),
        (parse_count, "1_0"),
        (parse_count, "12-3"),
        (parse_count, "9" * 5000),
        (parse_rate, "12 50"),
        (parse_rate, "10%5"),
        (parse_rate, "-1"),
    ],
)
def test_no_sign_inside_a_count_or_a_rate_joins_two_numbers(parse, text):
    with pytest.raises(Unreadable):
        parse(text)


def second_reading(text):
    """An amount read letter by letter, without the expressions of the first reading."""
    words = text.replace("\u00a0", " ").strip()
    sign = -1 if words[:1] == "-" else 1
    words = words.removeprefix("-").removeprefix(" ").removeprefix("€").removeprefix(" ")
    before, euro, after = words.partition("€")
    if euro and after.strip():
        cents = after.removeprefix(" ")
        assert len(cents) == 2
        assert cents.isdigit()
        assert before.replace(" ", "").isdigit()
        return sign * (second_reading(before) + Decimal(cents) / 100)
    number = before.removesuffix(" ") if euro else before
    signs = [letter for letter in number if not letter.isdigit()]
    if not signs:
        return sign * Decimal(number)
    decimals = ""
    if signs[-1] in ",." and signs.count(signs[-1]) == 1:
        number, _, decimals = number.rpartition(signs.pop())
        assert decimals
    assert len(set(signs)) <= 1
    first, *groups = number.split(signs[0]) if signs else [number]
    assert all(len(group) == 3 for group in groups)
    assert first
    assert not groups or len(first) <= 3
    return sign * Decimal(f"{first}{''.join(groups)}.{decimals or 0}")


@settings(max_examples=500)
@given(st.text("0123456789" * 2 + " ,.€-\u00a0", min_size=1, max_size=12))
def test_an_amount_is_read_as_a_second_reading_does_or_refused(text):
    try:
        found = parse_euros(text)
    except Unreadable as refusal:
        if refusal.kind == "not_an_amount":
            with pytest.raises((AssertionError, ArithmeticError)):
                second_reading(text)
        return
    assert found == second_reading(text)


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


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("n° 00640", "00640"),
        ("N°00640", "00640"),
        ("n°\u00a000640", "00640"),
        ("n°\u202f00640", "00640"),
        ("Carnet n° 00640", "00640"),
        ("no 640", "640"),
        ("№ 640", "640"),
        ("Reçu R-2023-00871", "R-2023-00871"),
        ("Délibération n° 2021-1", "2021-1"),
        ("note 12", "note 12"),
        ("Nord", "Nord"),
        ("  P\u00a00004\u00a01207 ", "P 0004 1207"),
    ],
)
def test_a_number_is_read_as_pages_print_it(typed, read):
    assert without_number_sign(typed) == read


def test_a_count_and_a_code_are_read_after_the_sign_of_a_number():
    assert parse_count("n° 00640") == 640
    assert parse_code("Carnet n° 00640") == "00640"
    assert parse_code("n° P\u00a00004\u00a01207") == "P00041207"


@pytest.mark.parametrize(
    ("searched", "found", "not_found"),
    [
        ("00640", ["Carnet n°\u00a000640", "640-641"], ["Carnet n°\u00a001640", "6400"]),
        ("n° 640", ["Carnet n°\u00a000640"], ["1640"]),
        ("640", ["Carnet n°\u00a001640"], ["64"]),
        ("n° 2021-1", ["2021-1"], ["2021-12"]),
        ("P 0004 1207", ["Pass n° P00041207", "P\u00a00004\u00a01207"], ["P0004 1208"]),
        ("carnet 00640", ["Carnet n°\u00a000640"], ["Carnet n°\u00a001640"]),
        ("avenant 1", ["avenant\u00a01"], ["avenant"]),
        ("50 %", ["50\u00a0%"], ["50"]),
        ("a.c", ["a.c"], ["abc"]),
        ("(", ["("], [")"]),
    ],
)
@pytest.mark.django_db
def test_a_search_finds_a_number_however_it_is_printed(searched, found, not_found):
    def holds(text):
        rows = Organisation.objects.annotate(said=Value(text)).filter(pk=OrganisationFactory().pk)
        return rows.filter(said__iregex=search_pattern(searched)).exists()

    assert [text for text in found if not holds(text)] == []
    assert [text for text in not_found if holds(text)] == []


NUMBERS = {"number", "report_number", "mandat_number", "first_carnet", "last_carnet"}


def forms(kind=Form):
    for one in kind.__subclasses__():
        yield one
        yield from forms(one)


def test_every_field_of_a_number_reads_it_as_it_is_printed():
    assert get_resolver().url_patterns  # every form is imported
    read = {
        (one.__name__, name): str(field.to_python("n°\u00a000640"))
        for one in forms()
        if not one.__module__.startswith("tests.")
        for name, field in one.base_fields.items()
        if name in NUMBERS
    }

    assert len(read) > 7
    assert {field: said for field, said in read.items() if said not in ("00640", "640")} == {}
