"""Ratios and percentages of amounts: exact, and shown with enough digits."""

from decimal import Decimal
from fractions import Fraction

import pytest

from common.money import over_limit, percent_digits, ratio

GRANT, BASE = Decimal(2101975), Decimal("2971219.36")


def test_the_ratio_of_two_amounts_is_exact():
    assert ratio(GRANT, BASE) == Fraction(210197500, 297121936)


@pytest.mark.parametrize(
    ("part", "whole", "limit", "places"),
    [
        ("2101975", "2971219.36", "80", 2),
        ("2376975", "2971219.36", "80", 5),
        ("76400", "763900", "10", 4),
        ("50", "500", "10", 2),
        ("1000000000.01", "10000000000", "10", 7),
    ],
)
def test_a_percentage_shows_enough_digits_to_stay_apart_from_its_limit(part, whole, limit, places):
    assert percent_digits(Decimal(part), Decimal(whole), [Decimal(limit)]) == places


@pytest.mark.parametrize(
    ("part", "over"), [(76_400, Decimal("10.00")), (76_390, 0), (76_380, Decimal("-10.00"))]
)
def test_what_exceeds_ten_percent_is_known_to_the_cent(part, over):
    assert over_limit(Decimal(part), Decimal(763_900), Decimal(10)) == over
