"""The days of an obligation, and the reminder that a day has reached."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.periods import period_end
from conventions.enums import Cadence
from deadlines import rules
from deadlines.enums import ReminderKind
from deadlines.rules import ObligationDates

D = dt.date
SIGNED, MONDAY = D(2021, 3, 11), D(2023, 5, 15)


def rhythm(cadence, **given):
    return ObligationDates(cadence, given.pop("from_on", SIGNED), **given)


@pytest.mark.parametrize(
    ("cadence", "since", "until", "days"),
    [
        (Cadence.MONTHLY, D(2023, 1, 31), D(2023, 1, 31), [D(2023, 1, 31)]),
        (Cadence.MONTHLY, D(2024, 2, 1), D(2024, 3, 30), [D(2024, 2, 29)]),
        (Cadence.MONTHLY, D(2023, 2, 28), D(2023, 4, 1), [D(2023, 2, 28), D(2023, 3, 31)]),
        (Cadence.MONTHLY, D(2023, 12, 31), D(2024, 1, 31), [D(2023, 12, 31), D(2024, 1, 31)]),
        (Cadence.QUARTERLY, D(2023, 4, 1), D(2023, 6, 29), []),
        (Cadence.QUARTERLY, D(2023, 6, 30), D(2023, 9, 30), [D(2023, 6, 30), D(2023, 9, 30)]),
        (Cadence.QUARTERLY, D(2023, 12, 1), D(2024, 3, 31), [D(2023, 12, 31), D(2024, 3, 31)]),
        (Cadence.YEARLY, D(2022, 12, 31), D(2024, 12, 30), [D(2022, 12, 31), D(2023, 12, 31)]),
    ],
)
def test_a_month_a_quarter_and_a_year_are_due_on_their_last_day(cadence, since, until, days):
    assert rhythm(cadence).between(since, until) == days


def test_nothing_is_due_before_the_text_is_in_force_nor_from_the_effect_of_what_replaces_it():
    replaced = rhythm(Cadence.MONTHLY, from_on=D(2023, 2, 1), to_on=D(2023, 4, 29))

    assert replaced.between(D(2023, 1, 1), D(2023, 12, 31)) == [D(2023, 2, 28), D(2023, 3, 31)]


@pytest.mark.parametrize("cadence", [Cadence.MONTHLY, Cadence.QUARTERLY])
def test_a_rhythm_ends_with_the_period_that_holds_the_end_of_the_action(cadence):
    ending = rhythm(cadence, ends_on=D(2023, 7, 30))

    assert ending.between(D(2023, 6, 1), D(2024, 6, 1))[-1] == period_end(
        D(2023, 7, 30), rules.PERIODS[cadence]
    )


@pytest.mark.parametrize(
    ("cadence", "last"),
    [(Cadence.MONTHLY, D(2023, 4, 30)), (Cadence.QUARTERLY, D(2023, 6, 30))],
)
def test_a_rhythm_stops_with_the_period_in_which_its_convention_is_closed(cadence, last):
    closed = rhythm(cadence, due_on=D(2024, 12, 31), closed_on=D(2023, 4, 15))

    assert closed.between(D(2023, 1, 1), D(2024, 12, 31))[-1] == last


def test_a_stated_day_stays_due_after_its_convention_is_closed():
    closed = rhythm(Cadence.ONCE, due_on=D(2024, 7, 1), closed_on=D(2023, 12, 31))

    assert closed.between(D(2023, 1, 1), D(2024, 12, 31)) == [D(2024, 7, 1)]


def test_a_stated_last_day_rules_over_the_end_of_the_action():
    ending = rhythm(Cadence.MONTHLY, due_on=D(2023, 9, 15), ends_on=D(2023, 7, 30))

    assert ending.between(D(2023, 7, 1), D(2024, 1, 1)) == [D(2023, 7, 31), D(2023, 8, 31)]


@pytest.mark.parametrize(
    ("origin_on", "months", "due"),
    [
        (D(2021, 3, 11), 2, D(2021, 5, 11)),
        (D(2023, 12, 31), 2, D(2024, 2, 29)),
        (D(2022, 12, 31), 2, D(2023, 2, 28)),
        (D(2023, 10, 31), 1, D(2023, 11, 30)),
        (D(2024, 2, 29), 12, D(2025, 2, 28)),
        (D(2023, 11, 30), 1, D(2023, 12, 30)),
    ],
)
def test_a_delay_in_months_keeps_the_day_or_takes_the_last_of_the_month(origin_on, months, due):
    within = rhythm(Cadence.WITHIN, from_on=origin_on, delay_months=months, origin_on=origin_on)

    assert within.between(origin_on, D(2030, 1, 1)) == [due]


def test_a_delay_follows_the_day_that_its_text_states_and_waits_for_an_unknown_start():
    stated = rhythm(Cadence.WITHIN, delay_months=2, due_on=D(2021, 5, 1), origin_on=SIGNED)
    unknown = rhythm(Cadence.WITHIN, delay_months=2)

    assert stated.between(SIGNED, D(2030, 1, 1)) == [D(2021, 5, 1)]
    assert unknown.between(SIGNED, D(2030, 1, 1)) == []


def test_once_and_at_the_end_are_due_one_day():
    once = rhythm(Cadence.ONCE, due_on=D(2024, 7, 1))
    at_end = rhythm(Cadence.AT_END, ends_on=D(2023, 12, 31))

    assert once.between(SIGNED, D(2024, 7, 1)) == [D(2024, 7, 1)]
    assert once.between(SIGNED, D(2024, 6, 30)) == []
    assert at_end.between(D(2023, 12, 31), D(2023, 12, 31)) == [D(2023, 12, 31)]
    assert rhythm(Cadence.AT_END).between(SIGNED, D(2030, 1, 1)) == []


@given(
    st.sampled_from([Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.YEARLY]),
    st.dates(D(2020, 1, 1), D(2035, 1, 1)),
    st.integers(0, 800),
    st.integers(0, 800),
    st.integers(0, 366),
    st.booleans(),
)
def test_two_spans_that_follow_each_other_make_the_days_of_both(
    cadence, start, first, second, offset, is_moved
):
    middle = start + dt.timedelta(days=first)
    end = middle + dt.timedelta(days=second)
    found = rhythm(cadence, from_on=D(2019, 1, 1), offset_days=offset, is_moved=is_moved)

    left = found.between(start, middle)
    right = found.between(middle + dt.timedelta(days=1), end)

    assert left + right == found.between(start, end)
    for day in [] if is_moved else left + right:
        assert (day - dt.timedelta(days=offset - 1)).day == 1


@given(
    st.sampled_from(Cadence),
    st.dates(D(2021, 3, 11), D(2026, 1, 1)),
    st.none() | st.dates(D(2021, 3, 11), D(2026, 1, 1)),
    st.none() | st.dates(D(2021, 3, 11), D(2026, 1, 1)),
    st.integers(0, 366),
)
def test_the_first_day_from_a_day_is_the_first_of_all_its_days(
    cadence, after, due_on, ends_on, offset
):
    delay = {"delay_months": 18, "origin_on": SIGNED, "offset_days": offset}
    dates = rhythm(cadence, due_on=due_on, ends_on=ends_on, to_on=ends_on, **delay)

    assert dates.first_from(after) == next(iter(dates.between(after, D(2030, 1, 1))), None)


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (D(2023, 1, 31), D(2024, 2, 29)),
        (D(2022, 1, 31), D(2023, 2, 28)),
        (D(2023, 12, 31), D(2025, 1, 31)),
        (D(2023, 5, 15), D(2024, 6, 15)),
    ],
)
def test_thirteen_months_of_an_endless_rhythm_are_planned_ahead(on, last):
    assert rhythm(Cadence.MONTHLY).planned_until(on) == last


def test_what_the_text_ends_is_planned_however_far():
    report = rhythm(Cadence.ONCE, due_on=D(2034, 7, 1))
    committee = rhythm(Cadence.MONTHLY, ends_on=D(2026, 12, 31))

    assert report.between(SIGNED, report.planned_until(MONDAY)) == [D(2034, 7, 1)]
    assert committee.between(SIGNED, committee.planned_until(MONDAY))[-1] == D(2026, 12, 31)


@pytest.mark.parametrize(
    ("given", "since", "until", "days"),
    [
        ({}, D(2023, 4, 1), D(2023, 10, 15), [D(2023, 4, 15), D(2023, 7, 15), D(2023, 10, 15)]),
        ({"from_on": D(2023, 4, 1)}, D(2023, 1, 1), D(2023, 7, 31), [D(2023, 7, 15)]),
        ({"to_on": D(2023, 4, 10)}, D(2023, 4, 1), D(2023, 7, 31), [D(2023, 4, 15)]),
        ({"ends_on": D(2023, 3, 20)}, D(2023, 4, 1), D(2023, 7, 31), [D(2023, 4, 15)]),
        ({"closed_on": D(2023, 3, 20)}, D(2023, 4, 1), D(2023, 7, 31), [D(2023, 4, 15)]),
    ],
)
def test_some_days_after_a_quarter_count_from_its_end(given, since, until, days):
    assert rhythm(Cadence.QUARTERLY, offset_days=15, **given).between(since, until) == days


def test_some_days_after_the_end_follow_it():
    after = {"offset_days": 45}

    assert rhythm(Cadence.AT_END, ends_on=D(2023, 7, 30), **after).first_from(SIGNED) == D(
        2023, 9, 13
    )
    assert rhythm(Cadence.AT_END, ends_on=D(2023, 12, 31), **after).first_from(SIGNED) == D(
        2024, 2, 14
    )


@pytest.mark.parametrize(
    ("due_on", "territory", "legal"),
    [
        (D(2023, 7, 1), ("62",), D(2023, 7, 3)),
        (D(2023, 4, 7), ("62",), D(2023, 4, 7)),
        (D(2023, 4, 7), ("67",), D(2023, 4, 11)),
        (D(2023, 12, 30), ("62",), D(2024, 1, 2)),
    ],
)
def test_under_union_law_a_day_moves_to_the_next_working_one(due_on, territory, legal):
    """Regulation (EEC, Euratom) 1182/71, article 3(4)."""
    once = rhythm(Cadence.ONCE, due_on=due_on, is_moved=True, territory=territory)

    assert once.between(due_on, D(2024, 12, 31)) == [legal]
    assert once.between(legal, legal) == [legal]


@pytest.mark.parametrize(
    ("days_before", "kind"),
    [
        (31, None),
        (30, ReminderKind.D30),
        (8, ReminderKind.D30),
        (7, ReminderKind.D7),
        (2, ReminderKind.D7),
        (1, ReminderKind.D1),
        (0, ReminderKind.D1),
        (-1, ReminderKind.LATE),
        (-90, ReminderKind.LATE),
    ],
)
@pytest.mark.parametrize("due_on", [D(2024, 2, 29), D(2023, 12, 31), D(2023, 3, 26)])
def test_the_tightest_reminder_reached_is_the_one_owed(days_before, kind, due_on):
    assert rules.reminder_reached(due_on, due_on - dt.timedelta(days=days_before)) == kind
