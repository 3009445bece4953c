"""Several people add a version at once, or one corrects it while another decides by it."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from audit.actors import SYSTEM
from beneficiaries.actions import categories, reglements, requests
from beneficiaries.enums import Channel, Status
from beneficiaries.models import Category, Decision, ReglementVersion
from beneficiaries.querysets import ReglementVersionQuerySet
from beneficiaries.readings.decision_reviews import judge_again
from common.errors import Refusal
from tests.conftest import MONDAY
from tests.factories.beneficiaries import CategoryFactory, PersonFactory, ReglementVersionFactory
from tests.factories.programmes import ProgrammeFactory

AT_ONCE = 4
WHO = {"by": SYSTEM.at(MONDAY)}
NEW_YEAR = dt.date(2023, 1, 1)
EVE = dt.date(2022, 12, 31)
JOBSEEKERS = {"code": "public", "label": "Tous", "passes_granted": 5, "ceiling": 5}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def former():
    """Jobseekers get 10 passes, without end."""
    version = ReglementVersionFactory(programme=ProgrammeFactory())
    CategoryFactory(version=version, code="public")
    return version


@pytest.fixture
def unlocked(monkeypatch):
    """Locks are off, and all have looked before any writes; each writes once the one before has.

    Two at once may find each other's row: the database would take it for a deadlock.
    """
    looked, turn = threading.Barrier(AT_ONCE, timeout=20), threading.Lock()
    look, write = ReglementVersion.validate_constraints, ReglementVersion.save

    def look_together(version, *given, **named):
        look(version, *given, **named)
        looked.wait()

    def write_in_turn(version, *given, **named):
        assert turn.acquire(timeout=20)
        try:
            write(version, *given, **named)
        except IntegrityError:
            turn.release()
            raise
        transaction.on_commit(turn.release)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **given: rows)
    monkeypatch.setattr(ReglementVersion, "validate_constraints", look_together)
    monkeypatch.setattr(ReglementVersion, "save", write_in_turn)


@pytest.fixture
def without_constraint():
    """The database lets two versions judge the same days."""
    (kept,) = [
        one for one in ReglementVersion._meta.constraints if one.name == "reglement_no_overlap"
    ]
    with connection.schema_editor() as schema:
        schema.remove_constraint(ReglementVersion, kept)
    yield
    with connection.cursor() as cursor:
        for table in (Category, ReglementVersion):
            cursor.execute(f"TRUNCATE {table._meta.db_table} CASCADE")
    with connection.schema_editor() as schema:
        schema.add_constraint(ReglementVersion, kept)


def add(programme, rank, **given):
    return reglements.add(
        programme,
        code=f"version-{rank}",
        title=f"Version {rank}",
        starts_on=NEW_YEAR,
        category_terms=[JOBSEEKERS],
        **given,
        **WHO,
    )


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


def test_of_several_who_add_a_version_one_wins_and_the_others_are_told(former):
    found = together(lambda rank: add(former.programme, rank, former_ends_on=EVE))

    assert sorted(found, key=str) == [reglements.DaysTaken] * (AT_ONCE - 1) + [None]
    assert former.programme.reglements.count() == 2


def test_without_the_lock_the_database_keeps_one_version_and_the_others_are_told(unlocked):
    programme = ProgrammeFactory()

    found = together(lambda rank: add(programme, rank))

    assert sorted(found, key=str) == [reglements.ChangedMeanwhile] * (AT_ONCE - 1) + [None]
    assert programme.reglements.count() == 1


def test_without_lock_nor_constraint_several_versions_would_judge_the_same_days(
    unlocked, without_constraint
):
    programme = ProgrammeFactory()

    assert together(lambda rank: add(programme, rank)) == [None] * AT_ONCE
    assert programme.reglements.count() == AT_ONCE


class Slow:
    """A change of the versions that stops before its end until it is let go."""

    def __init__(self, monkeypatch, name):
        self.reached, self.go = threading.Event(), threading.Event()
        real = getattr(reglements, name)

        def wait(*given, **named):
            found = real(*given, **named)
            self.reached.set()
            self.go.wait(20)
            return found

        monkeypatch.setattr(reglements, name, wait)


def closing(act, *given, **named):
    try:
        return act(*given, **named)
    finally:
        connection.close()


def decide(person):
    return requests.decide(
        person,
        filed_on=NEW_YEAR,
        status=Status.JOBSEEKER,
        channel=Channel.ACCOMPANIED,
        organisation=person.registered_by,
        on=MONDAY.date(),
        **WHO,
    )


def decided_during(change, person, slow):
    """The decision taken while a change goes on, and whether it waited for the end of it."""
    with ThreadPoolExecutor(2) as people:
        changing = people.submit(closing, change)
        assert slow.reached.wait(20)
        deciding = people.submit(closing, decide, person)
        done, waited = threading.Event(), False
        deciding.add_done_callback(lambda _: done.set())
        waited = not done.wait(0.5)
        slow.go.set()
        changing.result(20)
        return deciding.result(20), waited


def correct(version):
    facts = {"code": version.code, "title": version.title, "starts_on": version.starts_on}
    return reglements.edit(version, category_terms=[JOBSEEKERS], **facts, **WHO)


def test_a_decision_waits_for_the_correction_of_its_version_and_follows_it(former, monkeypatch):
    person, slow = PersonFactory(programme=former.programme), Slow(monkeypatch, "_record_edited")

    decision, waited = decided_during(lambda: correct(former), person, slow)

    assert waited
    assert decision.passes == 5
    assert judge_again(decision).reasons_as_json() == decision.reasons


def test_a_decision_waits_for_the_next_version_and_is_judged_by_it(former, monkeypatch):
    person, slow = PersonFactory(programme=former.programme), Slow(monkeypatch, "record")

    decision, waited = decided_during(
        lambda: add(former.programme, 1, former_ends_on=EVE), person, slow
    )

    assert waited
    assert (decision.version.code, decision.passes) == ("version-1", 5)


def test_without_the_lock_a_decision_would_be_judged_by_publics_that_are_gone(former, monkeypatch):
    monkeypatch.setattr(
        ReglementVersionQuerySet,
        "lock_in_force_on",
        lambda rows, programme, day: programme.reglements.in_force_on(day).first(),
    )
    person, slow = PersonFactory(programme=former.programme), Slow(monkeypatch, "_record_edited")

    with pytest.raises(IntegrityError, match="category"):
        decided_during(lambda: correct(former), person, slow)

    assert not Decision.objects.exists()


def test_a_correction_waits_for_a_decision_then_is_refused(former, monkeypatch):
    """The decision holds its version from the look until its end."""
    person = PersonFactory(programme=former.programme)
    reached, go = threading.Event(), threading.Event()
    real = Decision.save

    def slowly(decision, *given, **named):
        reached.set()
        go.wait(20)
        return real(decision, *given, **named)

    monkeypatch.setattr(Decision, "save", slowly)
    with ThreadPoolExecutor(2) as people:
        deciding = people.submit(closing, decide, person)
        assert reached.wait(20)
        correcting = people.submit(closing, correct, former)
        with pytest.raises(TimeoutError):
            correcting.result(0.5)
        go.set()

        assert deciding.result(20).passes == 10
        with pytest.raises(categories.VersionInUse):
            correcting.result(20)
