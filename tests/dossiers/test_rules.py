"""The next day of an obligation."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conventions.enums import Cadence
from dossiers.rules import next_due

SIGNED = dt.date(2021, 3, 11)
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2040, 12, 31))
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
    found = next_due(cadence, due_on, SIGNED, dt.date(*after), ends_on=dt.date(2023, 7, 30))

    assert found == due


@given(after=DAYS, effect=DAYS, cadence=st.sampled_from([Cadence.MONTHLY, Cadence.QUARTERLY]))
def test_a_rhythm_is_never_due_before_its_effect_nor_before_the_day_asked(after, effect, cadence):
    found = next_due(cadence, None, effect, after)

    assert found is not None
    assert found >= max(after, effect)
    assert (found - max(after, effect)).days <= 92


def test_nothing_is_due_before_the_text_is_in_force_nor_at_an_unknown_end():
    assert next_due(Cadence.MONTHLY, None, None, SIGNED) is None
    assert next_due(Cadence.AT_END, None, SIGNED, SIGNED) is None
