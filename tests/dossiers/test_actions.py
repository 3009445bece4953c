"""What is written in two apps at once."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from common.errors import Refusal
from conventions.enums import Cadence, Origin
from deadlines.actions import occurrences
from deadlines.models import Occurrence
from deliberations.actions.deliberations import SessionDayInUse
from dossiers import actions
from tests.conftest import MONDAY
from tests.factories.conventions import AvenantFactory, ConventionFactory, ObligationFactory
from tests.factories.deliberations import DeliberationFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(MONDAY)}


def test_what_is_due_within_months_of_a_signature_is_planned_once_its_day_is_recorded():
    convention = ConventionFactory(
        signed=True, signed_on=None, signed_source="une délibération", signed_at=MONDAY
    )
    ObligationFactory(
        convention=convention,
        effective_on=dt.date(2023, 1, 1),
        recorded_at=MONDAY,
        cadence=Cadence.WITHIN,
        due_on=None,
        delay_months=2,
        counted_from=Origin.SIGNATURE,
    )
    occurrences.plan(convention, on=MONDAY.date(), **WHO)
    assert not Occurrence.objects.exists()

    actions.record_signature_day(convention, on=dt.date(2023, 4, 30), **WHO)

    assert Occurrence.objects.get().due_on == dt.date(2023, 6, 30)


@pytest.mark.parametrize("make", [ConventionFactory, AvenantFactory])
def test_a_session_at_which_a_text_was_voted_keeps_its_day(programme, make):
    kept = DeliberationFactory(programme=programme, session_on=dt.date(2022, 7, 4))
    where = {"programme": programme}
    if make is AvenantFactory:
        where = {"convention": ConventionFactory(programme=programme, signed=True)}
    make(voted=True, deliberation=kept, voted_on=kept.session_on, **where)

    with pytest.raises(Refusal) as refused:
        actions.edit_deliberation(kept, session_on=dt.date(2022, 7, 5), **WHO)
    assert (refused.value.code, refused.value.field) == ("session_day_in_use", "session_on")

    kept.refresh_from_db()
    actions.edit_deliberation(kept, subject="Corrigé", **WHO)
    assert kept.session_on == dt.date(2022, 7, 4)


def test_a_session_does_not_precede_a_signature_that_its_vote_cites(programme):
    vote = DeliberationFactory(programme=programme)
    ConventionFactory(programme=programme, signed=True, cited_by=vote, signed_on=vote.session_on)

    with pytest.raises(SessionDayInUse) as refused:
        actions.edit_deliberation(vote, session_on=dt.date(2021, 2, 7), **WHO)

    assert refused.value.field == "session_on"
    edited = actions.edit_deliberation(vote, session_on=dt.date(2021, 2, 9), **WHO)
    assert edited.session_on == dt.date(2021, 2, 9)
