"""Two decisions on the last allowance, on real connections: one is granted."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from audit.actors import SYSTEM
from beneficiaries import rules
from beneficiaries.actions import requests
from beneficiaries.enums import Channel, Status
from beneficiaries.models import Allowance, Decision, Person
from beneficiaries.querysets import PersonQuerySet
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import CategoryFactory, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2023, 5, 15)
CLERKS = 4


@pytest.fixture
def person():
    """A jobseeker who already has 10 of 20 passes: one grant is left."""
    person = PersonFactory()
    category = CategoryFactory(version__programme=person.programme, ceiling=20)
    Allowance.objects.create(
        person=person,
        category=category,
        starts_on=DAY,
        ends_on=dt.date(2024, 5, 14),
        ceiling=20,
        granted=10,
    )
    return person


@pytest.fixture
def meeting(monkeypatch):
    """Every clerk has judged before any writes, unless a lock keeps them apart."""
    barrier, judge = Barrier(CLERKS), rules.judge

    def judge_together(facts, categories):
        judgement = judge(facts, categories)
        try:
            barrier.wait(timeout=1)
        except Exception:  # noqa: BLE001 - a lock keeps the others waiting: go on alone
            barrier.abort()
        return judgement

    monkeypatch.setattr(rules, "judge", judge_together)


def decide(pk):
    try:
        person = Person.objects.get(pk=pk)
        return requests.decide(
            person,
            filed_on=DAY,
            status=Status.JOBSEEKER,
            channel=Channel.ACCOMPANIED,
            organisation=person.registered_by,
            on=DAY,
            by=SYSTEM.at(NOON),
        ).granted
    finally:
        connection.close()


def decide_all_at_once(person):
    with ThreadPoolExecutor(CLERKS) as clerks:
        return [
            f.exception() or f.result()
            for f in [clerks.submit(decide, person.pk) for _ in range(CLERKS)]
        ]


@pytest.mark.usefixtures("meeting")
def test_of_decisions_taken_at_once_on_the_last_allowance_one_is_granted(person):
    answers = decide_all_at_once(person)

    assert sorted(answers) == [False, False, False, True]
    assert Allowance.objects.get().granted == 20
    assert Decision.objects.filter(granted=True).count() == 1


@pytest.mark.usefixtures("meeting")
def test_without_the_lock_the_database_still_refuses(person, monkeypatch):
    monkeypatch.setattr(PersonQuerySet, "locked", lambda rows, person: rows.get(pk=person.pk))

    answers = decide_all_at_once(person)

    assert answers.count(True) == 1
    assert Allowance.objects.get().granted == 20


@pytest.mark.usefixtures("meeting")
def test_control_without_lock_and_constraint_the_race_shows(person, monkeypatch):
    monkeypatch.setattr(PersonQuerySet, "locked", lambda rows, person: rows.get(pk=person.pk))
    drop = "ALTER TABLE beneficiaries_allowance DROP CONSTRAINT allowance_within_ceiling"
    again = (
        "DELETE FROM beneficiaries_allowance; ALTER TABLE beneficiaries_allowance "
        "ADD CONSTRAINT allowance_within_ceiling CHECK (granted <= ceiling)"
    )
    with connection.cursor() as cursor:
        cursor.execute(drop)
        try:
            answers = decide_all_at_once(person)
            assert answers.count(True) > 1
            assert Allowance.objects.get().granted > 20
        finally:
            cursor.execute(again)
