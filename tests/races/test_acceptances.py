"""A finding is accepted once; the controls show the race without the lock, and the index."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection

from audit.actors import SYSTEM
from common.errors import Refusal
from findings import actions
from findings.models import Acceptance
from tests.factories.accounts import NOON
from tests.factories.findings import planted
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)
INDEX = "acceptance_once"


@pytest.fixture
def programme():
    return ProgrammeFactory()


def together(programme):
    """Two people accept one finding at once; the code of what each was refused, or None."""
    gate, finding = threading.Barrier(2, timeout=20), planted(programme)

    def accept(reason):
        facts = {"fingerprint": finding.fingerprint, "reason": reason}
        try:
            gate.wait()
            actions.accept(programme, **facts, by=SYSTEM.at(NOON))
        except Refusal as refusal:
            return refusal.code
        except IntegrityError:
            return "database"
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as people:
        return sorted(map(str, people.map(accept, ["Lettre", "Décision"])))


def test_two_people_accept_a_finding_one_wins_and_the_other_is_told(programme):
    assert together(programme) == ["None", "already_accepted"]
    assert Acceptance.objects.count() == 1


@pytest.fixture
def _without_lock(monkeypatch):
    """Both have read and checked before either saves."""
    checked = threading.Barrier(2, timeout=20)

    def check_together_and_save(row):
        row.full_clean(exclude={"convention", "withdrawn_by", "withdrawn_at"})
        checked.wait()
        row.save()

    monkeypatch.setattr(actions, "lock", lambda programme: programme)
    monkeypatch.setattr(actions, "check_and_save", check_together_and_save)


@pytest.mark.usefixtures("_without_lock")
def test_without_the_lock_the_database_refuses_the_second(programme):
    assert together(programme) == ["None", "database"]
    assert Acceptance.objects.count() == 1


@pytest.mark.usefixtures("_without_lock")
def test_without_lock_nor_index_a_finding_is_accepted_twice(programme):
    """The control: this is the race that the lock and the index stop."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX])
        (again,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {INDEX}")
    try:
        assert together(programme) == ["None", "None"]
        assert Acceptance.objects.count() == 2
    finally:
        Acceptance.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(again)
