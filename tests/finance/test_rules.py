import datetime as dt
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import Basis
from finance.rules import Aid, instalments, key_findings, months_between, total

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


def due(bases):
    return [FEDER.due(reached) for reached in accumulate(bases)]


@given(st.lists(euros, max_size=8))
def test_instalments_add_up_to_what_the_whole_base_is_due(bases):
    assert total(instalments(due(bases))) == FEDER.due(total(bases))


@given(st.lists(euros, max_size=8))
def test_no_instalment_is_negative_nor_above_its_exact_share_by_a_cent(bases):
    for base, part in zip(bases, instalments(due(bases)), strict=True):
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


def test_a_share_shown_can_be_redone_by_hand():
    assert FEDER.computed(Decimal("500000.00")).formula == (
        "500\u00a0000,00\u00a0€ × 2\u00a0101\u00a0975,00\u00a0€ ÷ 2\u00a0971\u00a0219,36\u00a0€ = "
        "353\u00a0722,62\u00a0€, arrondi au centime inférieur"
    )
    assert FEDER.computed(BASE + 1_000).formula.endswith(
        "au maximum de 2\u00a0101\u00a0975,00\u00a0€"
    )
    assert "2\u00a0101\u00a0975,00\u00a0€ sur" in FEDER.in_words


@pytest.mark.parametrize(
    ("stated", "is_inside", "end", "said"),
    [
        (Basis.CONSUMED, True, dt.date(2024, 1, 1), ""),
        (Basis.ADVANCE, True, None, ""),
        (Basis.PURCHASED, True, None, "compte «\u00a0Achats payés\u00a0»"),
        (None, True, None, "ne dit plus ce qu’elle compte"),
        (Basis.CONSUMED, False, None, "n’est pas réservé"),
        (
            Basis.CONSUMED,
            True,
            dt.date(2023, 7, 30),
            "la convention compte jusqu’au 30\u00a0juillet\u00a02023",
        ),
    ],
)
def test_a_key_that_no_longer_fits_is_found(stated, is_inside, end, said):
    days = dt.date(2023, 12, 31), end

    found = list(key_findings("Lot 1", Basis.CONSUMED, stated, is_inside, days))

    assert [said in one.sentence for one in found] == ([True] if said else [])
