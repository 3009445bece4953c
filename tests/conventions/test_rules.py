import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from conventions import rules
from conventions.enums import Cadence
from conventions.rules import Aid

SIGNED = dt.date(2021, 3, 11)
START = dt.date(2021, 1, 1)
GRANT, BASE = Decimal(2101975), Decimal("2971219.36")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2021, 1, 1), 31, (2023, 7, 31)),
        ((2021, 1, 1), 36, (2023, 12, 31)),
        ((2021, 3, 11), 36, (2024, 3, 10)),
        ((2023, 1, 31), 1, (2023, 2, 27)),
        ((2024, 2, 29), 12, (2025, 2, 27)),
    ],
)
def test_a_duration_ends_on_its_last_day(start, months, end):
    assert rules.months_end(dt.date(*start), months) == dt.date(*end)


def test_a_duration_that_misses_its_stated_end_is_a_finding_and_the_stated_day_rules():
    finding = rules.duration_finding(START, 31, dt.date(2023, 7, 30))

    assert "31\u00a0mois à compter du 1er\u00a0janvier\u00a02021" in finding.sentence
    assert "finissent le 31\u00a0juillet\u00a02023" in finding.sentence
    assert finding.ruling == "La date énoncée fait foi."
    assert rules.duration_finding(START, 31, dt.date(2023, 7, 31)) is None


def test_a_finding_on_a_duration_names_its_origin_when_known():
    finding = rules.duration_finding(START, 31, dt.date(2023, 7, 30), origin="signature")

    assert "(signature)" in finding.sentence


def test_a_duration_said_from_the_signature_that_fits_the_start_only_is_a_finding():
    finding = rules.origin_finding(SIGNED, START, 36, dt.date(2023, 12, 31))

    assert "1er\u00a0janvier\u00a02021" in finding.sentence
    assert "10\u00a0mars\u00a02024" in finding.sentence
    assert rules.origin_finding(SIGNED, START, 36, dt.date(2024, 3, 10)) is None
    assert rules.origin_finding(SIGNED, START, 36, dt.date(2025, 1, 1)) is None


def test_an_extension_that_misses_the_new_end_is_a_finding():
    finding = rules.extension_finding(dt.date(2023, 7, 30), 5, dt.date(2023, 12, 31))

    assert "30\u00a0décembre\u00a02023" in finding.sentence
    assert rules.extension_finding(dt.date(2023, 7, 30), 5, dt.date(2023, 12, 30)) is None


@pytest.mark.parametrize(
    ("former", "months", "end", "is_told"),
    [
        (dt.date(2023, 6, 30), 6, dt.date(2023, 12, 30), False),
        (dt.date(2023, 6, 30), 6, dt.date(2023, 12, 31), False),
        (dt.date(2023, 6, 30), 6, dt.date(2023, 12, 29), True),
        (dt.date(2023, 2, 28), 12, dt.date(2024, 2, 29), False),
        (dt.date(2024, 2, 28), 12, dt.date(2025, 2, 28), False),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28), False),
        (dt.date(2023, 12, 31), 2, dt.date(2024, 2, 29), False),
        (dt.date(2023, 12, 31), 2, dt.date(2024, 2, 28), True),
    ],
)
def test_what_ended_with_a_month_may_end_with_another(former, months, end, is_told):
    assert (rules.extension_finding(former, months, end) is not None) == is_told


@pytest.mark.parametrize(
    ("day", "target"),
    [
        ((2021, 3, 10), 0),
        ((2021, 3, 11), 57),
        ((2023, 5, 15), 45_642),
        ((2023, 7, 30), 50_000),
        ((2024, 1, 1), 50_000),
    ],
)
def test_the_linear_target_climbs_from_the_signature_to_the_end(day, target):
    found = rules.linear_target(dt.date(*day), SIGNED, dt.date(2023, 7, 30), 50_000)

    assert found == target


ONCE = dt.date(2022, 1, 31)


@pytest.mark.parametrize(
    ("cadence", "due_on", "after", "due"),
    [
        (Cadence.ONCE, ONCE, (2021, 6, 1), ONCE),
        (Cadence.ONCE, ONCE, (2022, 1, 31), ONCE),
        (Cadence.ONCE, ONCE, (2022, 2, 1), None),
        (Cadence.MONTHLY, None, (2023, 2, 10), dt.date(2023, 2, 28)),
        (Cadence.MONTHLY, dt.date(2023, 1, 31), (2023, 2, 10), None),
        (Cadence.QUARTERLY, None, (2023, 5, 15), dt.date(2023, 6, 30)),
        (Cadence.QUARTERLY, None, (2020, 1, 1), dt.date(2021, 3, 31)),
        (Cadence.AT_END, None, (2023, 5, 15), dt.date(2023, 7, 30)),
        (Cadence.AT_END, None, (2023, 8, 1), None),
    ],
)
def test_the_next_due_day_follows_the_rhythm(cadence, due_on, after, due):
    found = rules.next_due(cadence, due_on, SIGNED, dt.date(*after), ends_on=dt.date(2023, 7, 30))

    assert found == due


def test_nothing_is_due_before_the_text_is_in_force_nor_at_an_unknown_end():
    assert rules.next_due(Cadence.MONTHLY, None, None, SIGNED) is None
    assert rules.next_due(Cadence.AT_END, None, SIGNED, SIGNED) is None


def test_the_grant_is_the_exact_ratio_and_the_rounded_rate_would_lose_money():
    assert rules.ratio(GRANT, BASE) == Fraction(210197500, 297121936)
    assert rules.rounded_rate_loss(GRANT, BASE, Decimal("70.74")) == Decimal("134.42")


def test_eighty_percent_less_the_state_is_the_grant_down_to_the_euro():
    exact = rules.eighty_percent_reading(GRANT, BASE, Decimal(275_000))

    assert exact == Decimal("2101975.488")
    assert rules.eighty_percent_reading(GRANT + 1, BASE, Decimal(275_000)) is None


def test_aid_on_a_line_is_each_funder_s_exact_share():
    feder, state = Aid(GRANT, BASE), Aid(Decimal(275_000), Decimal(550_000))
    line = Decimal(500_000)

    assert rules.aid_at(line, [feder]) == Decimal("353722.62")
    assert rules.aid_at(line, [feder, state]) == Decimal("603722.62")
    assert rules.aid_at(line, []) == 0


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
    assert rules.percent_digits(Decimal(part), Decimal(whole), [Decimal(limit)]) == places


@pytest.mark.parametrize(
    ("part", "over"), [(76_400, Decimal("10.00")), (76_390, 0), (76_380, Decimal("-10.00"))]
)
def test_what_exceeds_ten_percent_is_known_to_the_cent(part, over):
    assert rules.over_limit(Decimal(part), Decimal(763_900), Decimal(10)) == over
