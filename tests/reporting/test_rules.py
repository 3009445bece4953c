import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules import (
    Quarter,
    canonical_json,
    quarter_named,
    quarter_of,
    quarters_between,
    sha256,
)

Q1 = Quarter(dt.date(2023, 1, 1))
days = st.dates(dt.date(2019, 1, 1), dt.date(2035, 12, 31))


@given(days)
def test_a_day_belongs_to_one_quarter_whose_name_leads_back_to_it(day):
    quarter = quarter_of(day)

    assert quarter.starts_on <= day <= quarter.ends_on
    assert quarter.next.last_day_before == quarter.ends_on
    assert quarter_named(quarter.code) == quarter


def test_the_first_quarter_is_due_thirty_days_after_the_thirty_first_of_march():
    assert Q1.code == "2023-T1"
    assert Q1.due_on(30) == dt.date(2023, 4, 30)


@pytest.mark.parametrize("code", ["", "2023", "2023-T5", "2023-T0", "23-T1", "abcd-T1", "²023-T1"])
def test_what_is_no_quarter_has_none(code):
    assert quarter_named(code) is None


def test_a_quarter_is_earlier_when_it_ended_before_the_programme_was_managed_here():
    assert Q1.is_earlier_than(dt.date(2023, 4, 1))
    assert not Q1.is_earlier_than(dt.date(2023, 3, 31))


def test_quarters_run_from_that_of_a_day_to_that_of_another():
    found = quarters_between(dt.date(2022, 12, 31), dt.date(2023, 4, 1))

    assert [quarter.code for quarter in found] == ["2022-T4", "2023-T1", "2023-T2"]
    assert quarters_between(dt.date(2023, 4, 1), dt.date(2023, 3, 31)) == []


def test_the_same_facts_have_one_text_and_one_hash():
    facts = {"b": 1, "a": ["é", None]}

    assert canonical_json(facts) == '{"a":["é",null],"b":1}'
    assert sha256(canonical_json(facts)) == sha256(canonical_json(dict(reversed(facts.items()))))
    assert sha256(b"a") == sha256("a")
