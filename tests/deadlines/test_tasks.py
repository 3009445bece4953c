"""Letters through a real worker and its broker, killed on the way."""

import datetime as dt
import email
import email.policy
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from conventions.models import Convention
from deadlines import tasks
from deadlines.models import Reminder
from passnum.celery import app
from tests.factories.accounts import UserFactory
from tests.factories.conventions import ConventionFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.reporting.test_tasks import PATIENCE, TICK, Worker

LATE_ON = dt.date(2023, 4, 30)


@pytest.fixture
def letters(tmp_path, monkeypatch):
    """The folder where the worker leaves its letters."""
    folder = tmp_path / "letters"
    folder.mkdir()
    monkeypatch.setenv("EMAIL_URL", f"filemail:///{folder}")
    monkeypatch.setenv("PASSNUM_BASE_URL", "https://pass.exemple.fr")
    return folder


def read(folder):
    """The letters, one file for each connection that wrote some."""
    texts = [text for file in folder.iterdir() for text in file.read_bytes().split(b"-" * 79)]
    return [
        email.message_from_bytes(text.strip(), policy=email.policy.default)
        for text in texts
        if text.strip()
    ]


def wait_for(met, worker, log):
    """Tick as two schedulers do, until it is met."""
    start, last = time.monotonic(), 0.0
    while not met():
        assert worker.process.poll() is None, log.read_text()
        assert time.monotonic() < start + PATIENCE, log.read_text()
        if time.monotonic() > last + TICK:
            last = time.monotonic()
            tasks.remind.delay()
            tasks.remind.delay()
        time.sleep(0.05)


def is_waiting_for_reminders():
    """Whether a worker waits for the table that the test holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from pg_locks where not granted and relation = 'deadlines_reminder'::regclass"
        )
        return cursor.fetchone() is not None


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_its_letter_leaves_it_to_another_who_writes_one(tmp_path, letters):
    convention = ConventionFactory(signed=True, planned_on=dt.date(2023, 5, 15))
    manager = UserFactory(organisation=convention.programme.authority)
    for title in ("Comité technique", "Rapport d’étape"):
        obligation = ObligationFactory(
            convention=convention, in_force=True, title=title, due_on=LATE_ON
        )
        OccurrenceFactory(obligation=obligation, due_on=LATE_ON)
    Convention.objects.update(planned_on=dt.date(2023, 5, 15))
    log = tmp_path / "worker.log"
    assert app.conf.broker_url == settings.BROKER_URL

    with log.open("wb") as out, Worker(out) as first, transaction.atomic():
        connection.cursor().execute(
            f"LOCK TABLE {Reminder._meta.db_table} IN ACCESS EXCLUSIVE MODE"
        )
        wait_for(is_waiting_for_reminders, first, log)
        first.kill()
    assert not Reminder.objects.exists()
    assert read(letters) == []

    with log.open("ab") as out, Worker(out) as second:
        wait_for(lambda: Reminder.objects.filter(sent_at__isnull=False).count() == 2, second, log)
        wait_for(lambda: Reminder.objects.filter(leased_until=None).count() == 2, second, log)

    (letter,) = read(letters)
    assert letter["To"] == manager.email
    assert letter["Subject"] == "2\u00a0échéances en retard"
    body = letter.get_content()
    assert body.index("Comité technique") < body.index("Rapport d’étape")
    assert "https://pass.exemple.fr/conventions/echeances/" in body
