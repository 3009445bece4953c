"""The sweep: in batches, twice, killed on the way, late."""

import datetime as dt

import pytest
from django.conf import settings

from audit.models import Event
from beneficiaries.models import Person
from passnum.celery import app
from retention import actions, tasks
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import PersonFactory, RequestFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LONG_AGO = NOON.replace(year=2020)


@pytest.fixture
def rung(monkeypatch):
    """The messages that would leave for the broker."""
    sent = []
    monkeypatch.setattr(tasks.erase_people, "delay", lambda **given: sent.append(given))
    return sent


@pytest.fixture
def people():
    return PersonFactory.create_batch(5, programme=ProgrammeFactory(), registered_at=LONG_AGO)


def erased():
    return Person.objects.exclude(erased_on=None).count()


def test_those_who_are_due_are_asked_for_in_batches(rung, people, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    PersonFactory(programme=people[0].programme)

    tasks.erase_due()

    keys = [one.pk for one in people]
    assert rung == [{"person_ids": keys[n : n + 2]} for n in (0, 2, 4)]


def test_a_batch_erases_once_and_the_next_sweep_finds_nobody(rung, people):
    tasks.erase_due()
    tasks.erase_people(**rung[0])
    tasks.erase_people(**rung[0])
    tasks.erase_due()

    assert (len(rung), erased()) == (1, 5)
    assert Event.objects.filter(verb="person.erased", actor_kind="system").count() == 5
    assert {one.erased_on for one in Person.objects.all()} == {dt.date(2023, 5, 15)}


def test_what_a_killed_batch_left_is_due_again(rung, people, monkeypatch):
    tasks.erase_due()
    real, done = actions.erase, []

    def killed(person, **given):
        if len(done) == 2:
            raise SystemExit
        done.append(real(person, **given))

    with monkeypatch.context() as patch:
        patch.setattr(actions, "erase", killed)
        with pytest.raises(SystemExit):
            tasks.erase_people(**rung[0])
    tasks.erase_due()

    assert erased() == 2
    assert rung[1] == {"person_ids": [one.pk for one in people[2:]]}


def test_who_came_back_meanwhile_is_kept_and_the_others_are_erased(rung, people):
    tasks.erase_due()
    RequestFactory(person=people[1])

    tasks.erase_people(**rung[0])

    assert erased() == 4
    assert Person.objects.known().get() == people[1]


def test_the_day_is_that_of_the_programme(rung, clock):
    clock.at(dt.datetime(2023, 5, 15, 21, tzinfo=dt.UTC))  # Monday in Paris, Tuesday in Nouméa
    since = {"registered_at": NOON.replace(year=2021)}
    paris = PersonFactory(**since)
    there = PersonFactory(programme=ProgrammeFactory(time_zone="Pacific/Noumea"), **since)

    tasks.erase_due()
    tasks.erase_people(person_ids=[paris.pk, there.pk])

    assert [sent["person_ids"] for sent in rung] == [[there.pk]]
    assert Person.objects.get(erased_on__isnull=False).erased_on == dt.date(2023, 5, 16)
    assert Person.objects.known().get() == paris


def test_the_scheduler_sweeps_and_a_message_names_nobody(rung, people):
    due = settings.CELERY["beat_schedule"]["erase-due-people"]
    assert app.tasks[due["task"]] is tasks.erase_due.__class__ or due["task"] in app.tasks
    assert due["schedule"] <= 24 * 3600

    tasks.erase_due()

    assert not any(one.last_name in str(rung) for one in people)
