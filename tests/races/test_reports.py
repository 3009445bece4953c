"""Two schedulers, or one that ticks twice, leave one report; the control shows the race."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection

from audit.models import Event
from reporting import tasks
from reporting.actions import reports
from reporting.models import Report
from reporting.readings import quarters
from tests.factories.reporting import state_convention

AT_ONCE = 4


@pytest.fixture
def tick(monkeypatch, transactional_db, clock):
    """Several ticks, let go together; what each raised, or None."""
    monkeypatch.setattr(tasks.produce, "delay", lambda **given: None)
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def one(_):
        try:
            gate.wait()
            tasks.produce_due()
        except IntegrityError as error:
            return error
        finally:
            connection.close()

    def together():
        with ThreadPoolExecutor(AT_ONCE) as schedulers:
            return list(schedulers.map(one, range(AT_ONCE)))

    return together


def test_ticks_at_once_make_one_row_and_none_fails(tick):
    state_convention()

    assert tick() == [None] * AT_ONCE
    assert Report.objects.count() == 1
    assert Event.objects.filter(verb="report.requested").count() == 1


def test_without_the_lock_the_constraint_refuses_the_others(tick, monkeypatch):
    """The control: all look before any writes."""
    state_convention()
    looked, real = threading.Barrier(AT_ONCE, timeout=20), quarters.quarters_to_report

    def look_together(*given):
        looked.wait()
        return real(*given)

    monkeypatch.setattr(reports, "_lock_convention", lambda convention: None)
    monkeypatch.setattr(quarters, "quarters_to_report", look_together)

    assert sum(error is not None for error in tick()) == AT_ONCE - 1
    assert Report.objects.count() == 1
