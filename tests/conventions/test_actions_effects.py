"""A text takes effect between the beginning of its convention and its end, or is confirmed."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from conventions.actions import avenants, conventions
from conventions.actions.signature_checks import (
    EffectAfterEnd,
    EffectBeforeBeginning,
    EffectTooLate,
)
from conventions.enums import AvenantState, ClauseKind
from conventions.readings.schedules import is_after_end
from tests.conftest import MONDAY
from tests.factories.conventions import AvenantFactory, ClauseFactory, ConventionFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(MONDAY)}
SIGNED_ON = dt.date(2021, 3, 11)
STARTS_ON, ENDS_ON = dt.date(2021, 1, 1), dt.date(2023, 7, 30)
DAY = dt.timedelta(days=1)


@pytest.fixture
def avenant():
    """Of a convention whose action is from 01/01/2021 to 30/07/2023."""
    found = AvenantFactory(voted=True)
    kept = {"convention": found.convention, "effective_on": SIGNED_ON, "recorded_at": MONDAY}
    ClauseFactory(**kept)
    ClauseFactory(**kept, kind=ClauseKind.ACTION_START, day=STARTS_ON)
    return found


@pytest.mark.parametrize(
    ("effect", "refused"),
    [
        (STARTS_ON, None),
        (STARTS_ON - DAY, EffectBeforeBeginning),
        (ENDS_ON, None),
        (ENDS_ON + DAY, EffectAfterEnd),
        (dt.date(2033, 7, 30), EffectAfterEnd),
        (dt.date(2033, 7, 31), EffectTooLate),
    ],
)
def test_an_avenant_takes_effect_between_the_beginning_and_the_end(avenant, effect, refused):
    days = {"on": MONDAY.date(), "effective_on": effect}
    if refused is None:
        assert not is_after_end(avenants.sign(avenant, **days, **WHO))
        return
    with pytest.raises(refused) as found:
        avenants.sign(avenant, **days, **WHO)

    assert found.value.field == "effective_on"
    avenant.refresh_from_db()
    assert avenant.state == AvenantState.VOTED


def test_an_effect_after_the_end_is_confirmed_and_never_ten_years_later(avenant):
    sure, effect = {"on": MONDAY.date(), "is_confirmed": True}, ENDS_ON + DAY
    with pytest.raises(EffectTooLate):
        avenants.sign(avenant, effective_on=dt.date(2099, 1, 1), **sure, **WHO)

    signed = avenants.sign(avenant, effective_on=effect, **sure, **WHO)
    assert signed.effective_on == effect
    assert is_after_end(signed)


def test_without_an_end_an_effect_is_within_ten_years():
    with pytest.raises(EffectTooLate, match="aujourd’hui"):
        avenants.sign(
            AvenantFactory(voted=True), on=MONDAY.date(), effective_on=dt.date(2099, 1, 1), **WHO
        )


@pytest.mark.parametrize("start", [ClauseKind.ACTION_START, ClauseKind.WINDOW_START])
@pytest.mark.parametrize(
    ("effect", "refused"),
    [
        (None, None),
        (STARTS_ON, None),
        (STARTS_ON - DAY, EffectBeforeBeginning),
        (ENDS_ON + DAY, EffectAfterEnd),
        (dt.date(2099, 1, 1), EffectTooLate),
    ],
)
def test_a_convention_takes_effect_from_its_beginning_or_its_signature(effect, refused, start):
    convention = ConventionFactory(voted=True)
    ClauseFactory(convention=convention)
    ClauseFactory(convention=convention, kind=start, day=STARTS_ON)
    if refused is None:
        signed = conventions.sign(convention, on=SIGNED_ON, effective_on=effect, **WHO)
        assert not is_after_end(signed)
        return
    with pytest.raises(refused):
        conventions.sign(convention, on=SIGNED_ON, effective_on=effect, **WHO)


def test_a_convention_that_states_no_beginning_begins_with_its_effect():
    convention = ConventionFactory(voted=True)
    ClauseFactory(convention=convention)

    conventions.sign(convention, on=SIGNED_ON, effective_on=dt.date(2020, 9, 1), **WHO)

    assert convention.clauses.get().effective_on == dt.date(2020, 9, 1)
