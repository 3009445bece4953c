"""Periods as addresses name them, and amounts in words."""

import datetime as dt
from decimal import Decimal

import pytest

from stock_accounts import rules


@pytest.mark.parametrize(
    ("code", "start", "end", "words"),
    [
        ("2023", "2023-01-01", "2023-12-31", "année 2023"),
        ("2023-T1", "2023-01-01", "2023-03-31", "1er\u00a0trimestre\u00a02023"),
        ("2024-T4", "2024-10-01", "2024-12-31", "4e\u00a0trimestre\u00a02024"),
        ("2024-02", "2024-02-01", "2024-02-29", "février\u00a02024"),
        (
            "2023-01-15_2023-02-03",
            "2023-01-15",
            "2023-02-03",
            "du 15\u00a0janvier\u00a02023 au 3\u00a0février\u00a02023 inclus",
        ),
    ],
)
def test_a_period_has_a_code_and_words(code, start, end, words):
    days = dt.date.fromisoformat(start), dt.date.fromisoformat(end)

    assert rules.code_of(*days) == code
    assert rules.period_of(code) == (None if "_" in code else days)
    assert rules.period_in_words(*days) == words


@pytest.mark.parametrize("code", ["", "2023-T5", "2023-13", "1899", "2023-t1", "٢٠٢٣"])
def test_another_text_is_no_period(code):
    assert rules.period_of(code) is None


@pytest.mark.parametrize(
    ("on", "code"),
    [("2023-05-15", "2023-T1"), ("2023-03-31", "2022-T4"), ("2023-12-01", "2023-T3")],
)
def test_the_last_quarter_is_over(on, code):
    assert rules.last_quarter(dt.date.fromisoformat(on)) == code


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (16, "seize"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (79, "soixante-dix-neuf"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (100, "cent"),
        (101, "cent un"),
        (200, "deux cents"),
        (280, "deux cent quatre-vingts"),
        (999, "neuf cent quatre-vingt-dix-neuf"),
        (1000, "mille"),
        (1001, "mille un"),
        (2200, "deux mille deux cents"),
        (80_000, "quatre-vingt mille"),
        (200_080, "deux cent mille quatre-vingts"),
        (500_000, "cinq cent mille"),
        (1_000_000, "un million"),
        (2_101_975, "deux millions cent un mille neuf cent soixante-quinze"),
        (80_000_000, "quatre-vingts millions"),
        (80_000_080, "quatre-vingts millions quatre-vingts"),
        (3_000_000_001, "trois milliards un"),
        (2_001_000_200, "deux milliards un million deux cents"),
    ],
)
def test_a_number_is_written_in_words(number, words):
    assert rules.number_in_words(number) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "zéro euro"),
        ("1.00", "un euro"),
        ("1.01", "un euro et un centime"),
        ("12300.50", "douze mille trois cents euros et cinquante centimes"),
        ("1000000.00", "un million d’euros"),
        ("1000001.00", "un million un euros"),
        ("1234.56", "mille deux cent trente-quatre euros et cinquante-six centimes"),
    ],
)
def test_an_amount_is_written_in_words(amount, words):
    assert rules.euros_in_words(Decimal(amount)) == words
