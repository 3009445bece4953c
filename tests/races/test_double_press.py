"""A form sent twice at once, by a double press or by two people: once, and the other is told."""

import datetime as dt

import pytest

from conventions.actions import agreements, deliberations, programmes
from conventions.actions.programmes import AlreadyRecorded
from conventions.models import Calendar, Convention, Deliberation
from tests.factories.accounts import OrganisationFactory
from tests.factories.conventions import DeliberationFactory, ProgrammeFactory
from tests.races.test_agreements import AT_ONCE, DAY, WHO, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def programme():
    return ProgrammeFactory()


def once(found, model):
    assert found.count(None) == 1
    assert found.count(AlreadyRecorded) == AT_ONCE - 1
    assert model.objects.count() == 1


VOTE = {"assembly": "Commission permanente", "session_on": DAY, "subject": "Objet"}


def test_a_vote_entered_twice_at_once_is_kept_once(programme):
    once(
        together(lambda rank: deliberations.record(programme, number="2023-204", **VOTE, **WHO)),
        Deliberation,
    )


def test_two_votes_corrected_to_one_number_at_once_do_not_share_it(programme):
    votes = [DeliberationFactory(programme=programme) for _ in range(AT_ONCE)]

    found = together(lambda rank: deliberations.edit(votes[rank], number="2023-204", **WHO))

    assert found.count(None) == 1
    assert found.count(AlreadyRecorded) == AT_ONCE - 1


def test_a_project_opened_twice_at_once_is_kept_once(programme):
    facts = {"code": "anct", "title": "Convention ANCT", "funder": OrganisationFactory()}

    once(together(lambda rank: agreements.draft(programme, **facts, **WHO)), Convention)


def test_a_calendar_set_twice_at_once_is_kept_once(programme):
    days = {"in_force_on": DAY, "starts_on": DAY, "ends_on": DAY + dt.timedelta(days=9)}

    once(together(lambda rank: programmes.set_calendar(programme, **days, **WHO)), Calendar)
