"""Durations, days of obligations and parts, on values alone."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from conventions.rules.schedules import Schedule
from findings import rules

SIGNED = dt.date(2021, 3, 11)
START = dt.date(2021, 1, 1)
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2040, 12, 31))
GRANT, BASE = Decimal(2101975), Decimal("2971219.36")


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
    schedule = Schedule(50_000, SIGNED, dt.date(2023, 7, 30))

    assert schedule.target(dt.date(*day)) == target
    assert schedule.label == "hypothèse linéaire"


@pytest.mark.parametrize(
    ("day", "target"),
    [
        ((2021, 12, 30), 0),
        ((2021, 12, 31), 8_000),
        ((2022, 12, 30), 8_000),
        ((2022, 12, 31), 30_000),
        ((2024, 1, 1), 50_000),
    ],
)
def test_the_steps_of_a_text_are_the_schedule_and_nothing_is_added_between_them(day, target):
    steps = tuple(
        (dt.date(year, 12, 31), passes)
        for year, passes in ((2021, 8_000), (2022, 30_000), (2023, 50_000))
    )
    schedule = Schedule(50_000, SIGNED, dt.date(2023, 12, 31), steps)

    assert schedule.target(dt.date(*day)) == target
    assert schedule.label == "échéancier de la convention"


def test_the_rounded_rate_would_lose_money():
    assert rules.rounded_rate_loss(GRANT, BASE, Decimal("70.74")) == Decimal("134.42")
