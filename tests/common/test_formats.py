"""What the pages, the PDFs and the refusals write."""

import datetime as dt
from decimal import Decimal

import pytest

from common import formats


def plain(text):
    """Our one no-break space, made visible."""
    return text.replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("1234.56"), "1_234,56_€"),
        (Decimal("2971219.36"), "2_971_219,36_€"),
        (Decimal("-1234.56"), "\u22121_234,56_€"),
        (Decimal(0), "0,00_€"),
        (10, "10,00_€"),
        (None, "non communiqué"),
    ],
)
def test_amounts_have_two_decimals_and_spaces_that_never_break(amount, written):
    assert plain(formats.euros(amount)) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Claire", "de Claire"),
        ("Émilie", "d’Émilie"),
        ("Hélène", "d’Hélène"),
        ("Hassan", "de Hassan"),
        ("Yves", "d’Yves"),
        ("Yann", "de Yann"),
        ("Œuilly", "d’Œuilly"),
        ("Le Touquet", "du Touquet"),
        ("Les Terrils", "des Terrils"),
        ("La Bassée", "de La Bassée"),
        ("avril 2023", "d’avril 2023"),
    ],
)
def test_of_is_elided_or_joined_to_the_name_that_follows(name, written):
    assert formats.of(name) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (1234, "1_234"), (-5, "\u22125"), (Decimal("12.50"), "12,50"), (10**6, "1_000_000")],
)
def test_numbers_part_their_thousands(value, written):
    assert plain(formats.number(value)) == written


def test_a_change_carries_its_sign():
    assert [formats.signed(n) for n in (312, 0, -5)] == ["+312", "0", "\u22125"]
    assert formats.signed(Decimal(100), 2) == "+100,00"


def test_a_rate_keeps_its_base_and_the_digits_it_is_given():
    part, whole = Decimal(2101975), Decimal("2971219.36")
    assert plain(formats.percent_of(part, whole)) == "70,74_%"
    assert plain(formats.rate(part, whole)) == "70,74_% (2_101_975,00_€ sur_2_971_219,36_€)"
    assert plain(formats.rate(5000, 50000)) == "10,00_% (5_000 sur_50_000)"
    assert plain(formats.percent(Decimal("10.0013"))) == "10,0013_%"
    assert formats.percent_of(1, 0) == "sans objet"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (dt.date(2023, 3, 1), "1er_mars_2023"),
        (dt.date(2023, 5, 15), "15_mai_2023"),
        (dt.datetime(2023, 5, 14, 22, 30, tzinfo=dt.UTC), "15_mai_2023"),
        (None, "date inconnue"),
    ],
)
def test_days_are_written_as_the_printers_do(day, written):
    assert plain(formats.day(day)) == written


def test_hours_and_instants_are_those_of_paris():
    instant = dt.datetime(2023, 5, 15, 12, 5, tzinfo=dt.UTC)
    assert plain(formats.hour(instant)) == "14_h_05"
    assert plain(formats.moment(instant)) == "15_mai_2023 à_14_h_05"
    assert plain(formats.hour(dt.time(9, 0))) == "9_h_00"


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        (
            dt.date(2021, 1, 1),
            dt.date(2023, 7, 30),
            "du 1er_janvier_2021 au 30_juillet_2023 inclus",
        ),
        (dt.date(2021, 1, 1), None, "à partir du 1er_janvier_2021"),
        (None, dt.date(2023, 7, 30), "jusqu’au 30_juillet_2023 inclus"),
        (dt.date(2023, 7, 30), dt.date(2023, 7, 30), "le 30_juillet_2023"),
        (None, None, "période inconnue"),
    ],
)
def test_periods_say_their_open_sides(start, end, written):
    assert plain(formats.period(start, end)) == written


def test_other_days():
    day = dt.date(2023, 5, 15)
    assert formats.day_short(dt.date(2023, 3, 1)) == "01/03/2023"
    assert plain(formats.month(day)) == "mai_2023"
    assert plain(formats.weekday(day)) == "lundi_15_mai_2023"
    assert plain(formats.quarter(day)) == "2e_trimestre_2023"
    assert plain(formats.quarter(dt.date(2023, 3, 31))) == "1er_trimestre_2023"


def test_a_delay_is_given_with_its_day():
    today = dt.date(2023, 5, 15)
    assert plain(formats.delay(dt.date(2023, 5, 27), today)) == "dans 12_jours (27_mai_2023)"
    assert plain(formats.delay(dt.date(2023, 5, 14), today)) == "il y a 1_jour (14_mai_2023)"
    assert plain(formats.delay(today, today)) == "aujourd’hui (15_mai_2023)"


def test_days_from_another_and_what_changed():
    today = dt.date(2023, 5, 15)
    assert plain(formats.days_from(dt.date(2023, 5, 27), today)) == "dans 12_jours"
    assert plain(formats.days_from(dt.date(2023, 5, 14), today)) == "depuis 1_jour"
    assert plain(formats.days_from(today, today)) == "aujourd’hui"
    assert plain(formats.day_and_month(dt.date(2023, 3, 1))) == "1er_mars"
    assert [plain(formats.change(n)) for n in (1200, -5, 0)] == ["+1_200", "−5", "inchangé"]
    assert plain(formats.change(Decimal(95), 2)) == "+95,00"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("la « Stratégie » ; vu", "la «_Stratégie_»_; vu"),
        ("n° 24 : 10 % et 5 €", "n°_24_: 10_% et 5_€"),
        ("n°2020-176 du 06/07/2020", "n°2020-176 du 06/07/2020"),
        ("Quoi  ?\nOui !", "Quoi_?\nOui_!"),
        (
            "le 1er mai 2023 et le 14 décembre, article 3",
            "le 1er_mai_2023 et le 14_décembre, article_3",
        ),
        ("le 03 21 00 00 34 ou le 116 117", "le 03_21_00_00_34 ou le 116_117"),
        ("", ""),
    ],
)
def test_no_line_of_a_typed_text_ends_before_its_mark(typed, read):
    assert plain(formats.typeset(typed)) == read


def test_identifiers_are_grouped_as_printed():
    assert plain(formats.siret("22620001200012")) == "226_200_012_00012"
    assert formats.siret("inconnu") == "inconnu"
    assert plain(formats.pass_number("P00041207")) == "P_0004_1207"
    assert plain(formats.grouped("FR7630001007941234567890185")).startswith("FR76_3000_1007")


@pytest.mark.parametrize(
    ("value", "noun", "written"),
    [
        (0, "carnet", "0_carnet"),
        (1, "carnet", "1_carnet"),
        (2, "carnet", "2_carnets"),
        (2, "pass", "2_pass"),
        (1200, "personne aidée", "1_200_personnes aidées"),
        (2, "point à corriger", "2_points à corriger"),
        (3, "mois", "3_mois"),
        (2, "lieu", "2_lieux"),
        (2, "total|totaux", "2_totaux"),
    ],
)
def test_the_plural_starts_at_two(value, noun, written):
    assert plain(formats.count(value, noun)) == written
