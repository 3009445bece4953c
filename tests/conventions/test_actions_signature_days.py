"""The legal day of a signature is the one in Paris, at the turn of days, years and hours."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from common.past_days import DayInFuture
from conventions.actions import conventions
from tests.factories.conventions import ConventionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("instant", "today"),
    [
        (dt.datetime(2023, 5, 15, 21, 59, tzinfo=dt.UTC), dt.date(2023, 5, 15)),
        (dt.datetime(2023, 5, 15, 22, 0, tzinfo=dt.UTC), dt.date(2023, 5, 16)),
        (dt.datetime(2022, 12, 31, 22, 59, tzinfo=dt.UTC), dt.date(2022, 12, 31)),
        (dt.datetime(2022, 12, 31, 23, 0, tzinfo=dt.UTC), dt.date(2023, 1, 1)),
        (dt.datetime(2023, 3, 25, 23, 0, tzinfo=dt.UTC), dt.date(2023, 3, 26)),
        (dt.datetime(2023, 3, 26, 22, 0, tzinfo=dt.UTC), dt.date(2023, 3, 27)),
        (dt.datetime(2022, 10, 29, 22, 0, tzinfo=dt.UTC), dt.date(2022, 10, 30)),
        (dt.datetime(2022, 10, 30, 22, 59, tzinfo=dt.UTC), dt.date(2022, 10, 30)),
        (dt.datetime(2024, 2, 28, 23, 0, tzinfo=dt.UTC), dt.date(2024, 2, 29)),
    ],
)
def test_a_signature_is_of_the_legal_day_in_paris_at_most(instant, today):
    who = {"by": SYSTEM.at(instant)}

    with pytest.raises(DayInFuture):
        conventions.sign(ConventionFactory(voted=True), on=today + dt.timedelta(days=1), **who)
    assert conventions.sign(ConventionFactory(voted=True), on=today, **who).signed_on == today
