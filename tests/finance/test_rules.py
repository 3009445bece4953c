import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.rules import Aid, instalments, months_between, total

GRANT, BASE = Decimal("2101975.00"), Decimal("2971219.36")
FEDER = Aid(GRANT, BASE, GRANT)
euros = st.decimals(0, 3_000_000, places=2)


def test_the_whole_base_is_due_the_whole_grant_to_the_cent():
    assert FEDER.due(BASE) == GRANT


def test_the_rounded_rate_would_lose_money():
    assert Aid(Decimal("70.74"), Decimal(100)).due(BASE) == Decimal("2101840.57")


def test_what_goes_beyond_the_maximum_is_not_due():
    assert FEDER.due(BASE + 1_000) == GRANT


def test_passes_bought_are_due_their_exact_share_rounded_down_once():
    assert FEDER.due(Decimal("500000.00")) == Decimal("353722.62")
    assert Fraction(500_000) * FEDER.ratio > Fraction("353722.62")


def test_an_aid_without_maximum_is_not_capped():
    assert Aid(Decimal(50), Decimal(100)).due(Decimal("10.01")) == Decimal("5.00")


@given(st.lists(euros, max_size=8))
def test_instalments_add_up_to_what_the_whole_base_is_due(bases):
    assert total(instalments(bases, FEDER)) == FEDER.due(total(bases))


@given(st.lists(euros, max_size=8))
def test_no_instalment_is_negative_nor_above_its_exact_share_by_a_cent(bases):
    for base, part in zip(bases, instalments(bases, FEDER), strict=True):
        assert 0 <= part <= Fraction(base) * FEDER.ratio + Fraction(1, 100)


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (dt.date(2022, 12, 31), dt.date(2023, 1, 1), 2),
        (dt.date(2023, 5, 1), dt.date(2023, 5, 31), 1),
        (dt.date(2021, 3, 11), dt.date(2023, 7, 30), 29),
    ],
)
def test_months_run_from_that_of_the_first_day_to_that_of_the_last(first, last, count):
    months = months_between(first, last)

    assert len(months) == count
    assert months[0] == first.replace(day=1)
    assert months[-1] == last.replace(day=1)
