"""Several people join one file, or correct one vote, at once: one wins, the others are told."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from audit.actors import SYSTEM
from audit.models import Event
from common.errors import Refusal
from deliberations.actions import deliberations
from files import actions
from files.models import File, FileContent, Folder
from tests.conftest import MONDAY
from tests.factories.deliberations import DeliberationFactory
from tests.factories.files import file_of

AT_ONCE = 4
WHO = {"by": SYSTEM.at(MONDAY)}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vote():
    return DeliberationFactory(session_on=dt.date(2021, 2, 8))


@pytest.fixture
def with_folder(vote):
    """Made with a first file, it would keep the others waiting before they have looked."""
    vote.folder = Folder.objects.create(programme=vote.programme, owner="deliberation")
    vote.save()


@pytest.fixture
def unlocked(monkeypatch):
    """Locks are off, and all have looked before any writes."""
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
def without_constraint():
    """The database keeps the same content as often as it is asked."""
    (kept,) = [one for one in File._meta.constraints if one.name == "file_kept_once"]
    with connection.schema_editor() as schema:
        schema.remove_constraint(File, kept)
    yield
    with connection.cursor() as cursor:
        for table in (FileContent, File):
            cursor.execute(f"TRUNCATE {table._meta.db_table} CASCADE")
    with connection.schema_editor() as schema:
        schema.add_constraint(File, kept)


def together(act):
    """What each of several callers, let go together, raised; None for those who got through."""
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def one(rank):
        try:
            gate.wait()
            act(rank)
        except (IntegrityError, Refusal) as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as callers:
        return list(callers.map(one, range(AT_ONCE)))


def test_of_several_who_join_one_file_one_wins_and_the_others_are_told(vote):
    found = together(lambda rank: file_of(vote, title=f"Texte {rank}"))

    assert sorted(found, key=str) == [actions.SameContent] * (AT_ONCE - 1) + [None]
    assert File.objects.filter(folder__owner="deliberation").count() == 1


def test_without_the_lock_the_database_keeps_one_file(vote, with_folder, unlocked):
    unlocked(File, "validate_constraints")

    found = together(lambda rank: file_of(vote, title=f"Texte {rank}"))

    assert found.count(None) == 1
    assert found.count(IntegrityError) == AT_ONCE - 1


def test_without_lock_nor_constraint_the_same_file_would_be_kept_several_times(
    vote, with_folder, unlocked, without_constraint
):
    unlocked(File, "validate_constraints")

    assert together(lambda rank: file_of(vote, title=f"Texte {rank}")) == [None] * AT_ONCE
    assert File.objects.filter(folder__owner="deliberation").count() == AT_ONCE


def test_of_several_who_correct_one_vote_one_wins_and_the_others_are_told(vote):
    seen = deliberations.version(vote)

    found = together(
        lambda rank: deliberations.edit(vote, subject=f"Objet {rank}", read_version=seen, **WHO)
    )

    told = deliberations.ChangedMeanwhile
    assert sorted(found, key=str) == [told] * (AT_ONCE - 1) + [None]
    assert Event.objects.filter(verb="deliberation.edited").count() == 1


def test_without_the_lock_corrections_would_write_over_one_another(vote, unlocked):
    seen = deliberations.version(vote)
    unlocked(deliberations, "_check_facts")

    found = together(
        lambda rank: deliberations.edit(vote, subject=f"Objet {rank}", read_version=seen, **WHO)
    )

    assert found == [None] * AT_ONCE
