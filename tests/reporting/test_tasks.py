"""The worker, its broker and the scheduler's tick, for real."""

import datetime as dt
import io
import os
import signal
import subprocess
import sys
import time

import pypdf
import pytest
from django.conf import settings
from django.db import connection, transaction

from distribution.models import Lot
from passnum.celery import app
from reporting import documents, tasks
from reporting.enums import ReportState
from reporting.models import Report
from tests import database
from tests.factories.accounts import NOON
from tests.factories.reporting import ReportFactory, state_convention

PATIENCE = 60  # seconds: a worker starts in three on an idle machine
TICK = 5  # seconds: the scheduler's, which the tests shorten


@pytest.fixture
def rung(monkeypatch):
    """The messages that would leave for the broker."""
    sent = []
    monkeypatch.setattr(tasks.produce, "delay", lambda **given: sent.append(given))
    return sent


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestTick:
    def test_two_ticks_leave_one_report_and_ring_for_it_until_it_is_made(self, rung):
        state_convention()

        tasks.produce_due()
        tasks.produce_due()

        report = Report.objects.get()
        assert rung == [{"report_id": report.pk}] * 2
        tasks.produce(report_id=report.pk)
        tasks.produce_due()
        assert len(rung) == 2

    def test_a_report_made_twice_is_made_once(self, rung):
        state_convention()
        tasks.produce_due()
        report = Report.objects.get()

        tasks.produce(report_id=report.pk)
        first = Report.objects.get()
        tasks.produce(report_id=report.pk)

        again = Report.objects.get()
        assert (again.state, again.attempts) == (ReportState.READY, 1)
        assert again.document_hash == first.document_hash
        assert documents.render(again.data) == bytes(again.document)

    def test_abandoned_work_is_rung_again_once_its_lease_ran_out(self, rung, clock):
        report = ReportFactory(
            state=ReportState.IN_PROGRESS, leased_until=clock.instant + dt.timedelta(minutes=1)
        )
        report.convention.programme.managed_from = dt.date(2024, 1, 1)
        report.convention.programme.save()

        tasks.produce_due()
        clock.at(clock.instant + dt.timedelta(minutes=2))
        tasks.produce_due()

        assert rung == [{"report_id": report.pk}]


class Worker:
    """A real worker process on the database and the broker of the test."""

    def __init__(self, log):
        staged = f"{dt.datetime.now(dt.UTC).isoformat()}/{NOON.isoformat()}"
        self.log = log
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "passnum",
                "worker",
                "--pool",
                "solo",
                "-l",
                "INFO",
                "--without-mingle",  # a second of looking for other workers
            ],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "DATABASE_URL": database.url(),
                "BROKER_URL": settings.BROKER_URL,
                "PASSNUM_DEMO": "1",
                "PASSNUM_CLOCK": staged,
                "DJANGO_SETTINGS_MODULE": "passnum.settings",
            },
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        """As a power cut does: nothing is said, nothing is cleaned."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def tick_until(state, worker, log):
    """Tick as the scheduler does: a message may be lost, the row is there."""
    start = last = time.monotonic()
    tasks.produce_due.delay()
    while not Report.objects.filter(state=state).exists():
        assert worker.process.poll() is None, log.read_text()
        assert time.monotonic() < start + PATIENCE, log.read_text()
        time.sleep(0.05)
        if time.monotonic() > last + TICK:
            last = time.monotonic()
            tasks.produce_due.delay()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_report_leaves_it_to_another(tmp_path):
    state_convention()
    log = tmp_path / "worker.log"
    assert app.conf.broker_url == settings.BROKER_URL

    with log.open("wb") as out, Worker(out) as first, transaction.atomic():
        # The worker takes the report, then waits here for what it must read.
        connection.cursor().execute(f"LOCK TABLE {Lot._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        tick_until(ReportState.IN_PROGRESS, first, log)
        first.kill()
    taken = Report.objects.get()
    assert (taken.state, taken.attempts, taken.document) == (ReportState.IN_PROGRESS, 1, None)

    # Its lease runs out; the scheduler ticks twice and another worker is there.
    Report.objects.update(leased_until=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
    with log.open("ab") as out, Worker(out) as second:
        tasks.produce_due.delay()
        tick_until(ReportState.READY, second, log)

    report = Report.objects.get()
    assert (report.attempts, report.version, report.starts_on) == (2, 1, dt.date(2023, 1, 1))
    reader = pypdf.PdfReader(io.BytesIO(bytes(report.document)))
    assert "Point trimestriel" in reader.pages[0].extract_text()
    assert documents.render(report.data) == bytes(report.document)
