"""A form sent twice at once, by a double press or by two people: once, and the other is told."""

import datetime as dt
import threading

import pytest
from django.db import transaction

from accounts.actions import organisations
from accounts.models import Organisation
from audit.actors import SYSTEM
from common.errors import AlreadyRecorded
from common.programme_file import Context, Entry
from conventions.actions import conventions
from conventions.models import Convention
from deliberations.actions import calendars, deliberations
from deliberations.models import Calendar, Deliberation
from programmes.sections import ORGANISATIONS
from tests.conftest import MONDAY
from tests.factories.accounts import OrganisationFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory
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

    once(together(lambda rank: conventions.draft(programme, **facts, **WHO)), Convention)


def test_a_calendar_set_twice_at_once_is_kept_once(programme):
    days = {"in_force_on": DAY, "starts_on": DAY, "ends_on": DAY + dt.timedelta(days=9)}

    once(together(lambda rank: calendars.record(programme, **days, **WHO)), Calendar)


SIRET = "13002603200016"


def add(rank, **named):
    return organisations.find_or_add(name="ANCT", **named, **WHO)


@pytest.mark.parametrize("named", [{"siret": SIRET}, {}])
def test_an_organisation_named_twice_at_once_is_added_once(named):
    assert together(lambda rank: add(rank, **named)) == [None] * AT_ONCE
    assert Organisation.objects.count() == 1


def test_an_organisation_of_two_files_loaded_at_once_is_added_once():
    entry = Entry("organisations[1]", {"code": "anct", "name": "ANCT", "siret": SIRET})

    def load(rank):
        with transaction.atomic():
            ORGANISATIONS.load(entry, None, Context(SYSTEM, MONDAY))

    assert together(load) == [None] * AT_ONCE
    assert Organisation.objects.count() == 1


def test_without_the_lock_the_same_name_is_added_twice(monkeypatch):
    """The control: this is the race that the lock stops."""
    looked, real = threading.Barrier(AT_ONCE, timeout=20), organisations.add

    def wait(**given):
        looked.wait()
        return real(**given)

    monkeypatch.setattr(organisations, "lock_table", lambda: None)
    monkeypatch.setattr(organisations, "add", wait)

    together(add)
    assert Organisation.objects.count() == AT_ONCE
