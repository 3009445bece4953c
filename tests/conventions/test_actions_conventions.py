"""A convention is closed or terminated once, on a day that is allowed."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from common.past_days import DayBeforeCause, DayInFuture
from conventions.actions import conventions
from conventions.enums import ConventionState
from tests.conftest import MONDAY
from tests.factories.conventions import (
    AvenantFactory,
    ConventionFactory,
)

pytestmark = pytest.mark.django_db

WHO = {"by": SYSTEM.at(MONDAY)}
DAY = MONDAY.date()


@pytest.fixture
def signed():
    return ConventionFactory(signed=True)


def test_a_convention_is_closed_on_a_day_and_keeps_why(signed):
    found = conventions.close(signed, on=DAY, reason=" Solde versé ", **WHO)

    assert (found.state, found.ended_on) == (ConventionState.CLOSED, DAY)
    assert (found.end_reason, found.ended_at) == ("Solde versé", MONDAY)


def test_a_convention_is_terminated_for_a_reason_only(signed):
    with pytest.raises(conventions.ReasonMissing):
        conventions.terminate(signed, on=DAY, reason="  ", **WHO)

    found = conventions.terminate(signed, on=DAY, reason="Renoncement", **WHO)
    assert (found.state, found.end_reason) == (ConventionState.TERMINATED, "Renoncement")


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (DAY + dt.timedelta(days=1), DayInFuture),
        (dt.date(2021, 3, 10), DayBeforeCause),
    ],
)
def test_a_convention_ends_between_its_signature_and_this_day(signed, on, refused):
    with pytest.raises(refused):
        conventions.close(signed, on=on, **WHO)


@pytest.mark.parametrize("voted", [False, True])
def test_a_convention_does_not_end_under_an_open_avenant(signed, voted):
    AvenantFactory(convention=signed, voted=voted)

    with pytest.raises(conventions.AvenantOpen, match="n°\u00a01"):
        conventions.close(signed, on=DAY, **WHO)
