"""Two schedulers at once plan and remind once; the controls show the race without the locks."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from audit.actors import SYSTEM
from audit.models import Event
from common.errors import Refusal
from conventions.enums import Cadence
from deadlines.actions import calendar_feeds, occurrences, reminders
from deadlines.actions.occurrences import ProofSpec
from deadlines.models import CalendarFeed, Occurrence, Proof, Reminder
from tests.conftest import MONDAY
from tests.factories.accounts import UserFactory
from tests.factories.conventions import ConventionFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory

AT_ONCE = 4
TODAY = MONDAY.date()
MONTHS = 39  # from March 2021, before the programme is managed here, to May 2024
WHO = {"by": SYSTEM.at(MONDAY)}

pytestmark = pytest.mark.django_db(transaction=True)


def together(act):
    """What each of several callers, let go together, raised; None for those who got through."""
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def one(_):
        try:
            gate.wait()
            act()
        except (IntegrityError, Refusal) as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as callers:
        return list(callers.map(one, range(AT_ONCE)))


@pytest.fixture
def without_locks(monkeypatch):
    """Locks are off, and all look before any writes."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **given: rows)

    def look_together(module, name):
        looked, real = threading.Barrier(AT_ONCE, timeout=20), getattr(module, name)

        def wait(*given, **named):
            found = real(*given, **named)
            looked.wait()
            return found

        monkeypatch.setattr(module, name, wait)

    return look_together


@pytest.fixture
def convention():
    convention = ConventionFactory(signed=True)
    ObligationFactory(convention=convention, in_force=True, cadence=Cadence.MONTHLY, due_on=None)
    return convention


@pytest.fixture
def occurrence(convention):
    UserFactory(organisation=convention.programme.authority)
    return OccurrenceFactory(obligation=ObligationFactory(convention=convention, in_force=True))


def test_plans_at_once_make_each_day_once_and_are_told_once(convention):
    assert together(lambda: occurrences.plan(convention, on=TODAY, **WHO)) == [None] * AT_ONCE

    assert Occurrence.objects.count() == MONTHS
    assert Event.objects.filter(verb="convention.planned").count() == 1


def test_without_the_lock_the_database_refuses_the_other_plans(convention, without_locks):
    without_locks(occurrences, "_known_occurrences")

    found = together(lambda: occurrences.plan(convention, on=TODAY, **WHO))

    assert sorted(map(str, found)) == sorted(map(str, [None] + [IntegrityError] * (AT_ONCE - 1)))
    assert Occurrence.objects.count() == MONTHS


def test_ticks_at_once_write_one_reminder(occurrence):
    programme = occurrence.obligation.convention.programme

    assert together(lambda: reminders.create_due(programme, on=TODAY, **WHO)) == [None] * AT_ONCE
    assert Reminder.objects.count() == 1


def test_without_the_lock_the_database_refuses_the_other_reminders(occurrence, without_locks):
    programme = occurrence.obligation.convention.programme
    without_locks(reminders, "_known_reminders")

    found = together(lambda: reminders.create_due(programme, on=TODAY, **WHO))

    assert found.count(IntegrityError) == AT_ONCE - 1
    assert Reminder.objects.count() == 1


def test_workers_at_once_take_a_reminder_once(occurrence):
    reminders.create_due(occurrence.obligation.convention.programme, on=TODAY, **WHO)
    recipient_id = Reminder.objects.get().recipient_id
    taken = []

    together(lambda: taken.extend(reminders.lease(recipient_id, real_now=MONDAY)))

    assert len(taken) == 1


def test_without_the_lock_several_workers_would_write_the_same_letter(occurrence, without_locks):
    reminders.create_due(occurrence.obligation.convention.programme, on=TODAY, **WHO)
    recipient_id = Reminder.objects.get().recipient_id
    taken = []
    without_locks(reminders, "_lock")

    together(lambda: taken.extend(reminders.lease(recipient_id, real_now=MONDAY)))

    assert len(taken) == AT_ONCE


def test_what_several_record_as_sent_at_once_is_recorded_once(occurrence):
    proof = ProofSpec(on=TODAY)

    found = together(lambda: occurrences.send(occurrence, proof=proof, **WHO))

    assert found.count(None) == 1
    assert found.count(occurrences.AlreadyDone) == AT_ONCE - 1
    assert Proof.objects.count() == 1


def test_without_the_lock_it_would_be_recorded_several_times(occurrence, without_locks):
    without_locks(occurrences, "_check_proof")
    proof = ProofSpec(on=TODAY)

    found = together(lambda: occurrences.send(occurrence, proof=proof, **WHO))

    assert found == [None] * AT_ONCE
    assert Proof.objects.count() == AT_ONCE


def test_addresses_asked_at_once_leave_one(convention):
    user = UserFactory(organisation=convention.programme.authority)

    found = together(lambda: calendar_feeds.open_feed(user, convention.programme, **WHO))

    assert found.count(None) == 1
    assert found.count(calendar_feeds.FeedOpen) == AT_ONCE - 1


def test_without_the_lock_the_database_refuses_the_other_addresses(convention, without_locks):
    user = UserFactory(organisation=convention.programme.authority)
    without_locks(calendar_feeds.secrets, "token_urlsafe")

    found = together(lambda: calendar_feeds.open_feed(user, convention.programme, **WHO))

    assert found.count(IntegrityError) == AT_ONCE - 1
    assert CalendarFeed.objects.count() == 1
