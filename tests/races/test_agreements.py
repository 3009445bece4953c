"""Several people act on one text at once: one wins, the others are told; controls without locks."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from audit.actors import SYSTEM
from audit.models import Event
from common.errors import Refusal
from common.workflow import MoveRefused
from conventions.actions import avenants, conventions, texts, votes
from conventions.actions.texts import ClauseSpec
from conventions.enums import AvenantState, Block, ClauseKind
from conventions.models import Avenant, Clause
from tests.conftest import MONDAY
from tests.factories.conventions import AvenantFactory, ClauseFactory, ConventionFactory

AT_ONCE = 4
WHO = {"by": SYSTEM.at(MONDAY)}
DAY = MONDAY.date()

pytestmark = pytest.mark.django_db(transaction=True)


def together(act):
    """What each of several callers, let go together, raised; None for those who got through."""
    gate = threading.Barrier(AT_ONCE, timeout=20)

    def one(rank):
        try:
            gate.wait()
            act(rank)
        except (IntegrityError, ValidationError, Refusal) as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as callers:
        return list(callers.map(one, range(AT_ONCE)))


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
def without_constraints():
    """The database refuses nothing of avenants until the test ends."""
    names = ["avenant_one_open", "avenant_number_unique"]
    kept = [one for one in Avenant._meta.constraints if one.name in names]
    with connection.schema_editor() as schema:
        for one in kept:
            schema.remove_constraint(Avenant, one)
    yield
    Avenant.objects.all().delete()
    with connection.schema_editor() as schema:
        for one in kept:
            schema.add_constraint(Avenant, one)


@pytest.fixture
def convention():
    return ConventionFactory(signed=True)


def draft(convention):
    return lambda rank: avenants.draft(convention, subject=f"Objet {rank}", **WHO)


def test_of_several_who_open_an_avenant_at_once_one_does(convention):
    found = together(draft(convention))

    assert found.count(None) == 1
    assert found.count(avenants.AvenantOpen) == AT_ONCE - 1
    assert Avenant.objects.get().number == 1


def test_without_the_lock_the_database_refuses_the_other_avenants(convention, unlocked):
    unlocked(avenants, "next_number")

    found = together(draft(convention))

    assert found.count(None) == 1
    assert Avenant.objects.count() == 1


def test_without_lock_nor_constraint_all_would_open_the_same_number(
    convention, unlocked, without_constraints, monkeypatch
):
    """Nor the look that the form of a row takes at the others before it is saved."""
    unlocked(avenants, "next_number")
    monkeypatch.setattr(avenants, "check_and_save", lambda row: row.save())

    assert together(draft(convention)) == [None] * AT_ONCE
    assert set(Avenant.objects.values_list("number", flat=True)) == {1}


@pytest.fixture
def avenant(convention):
    avenant = AvenantFactory(convention=convention, voted=True)
    ClauseFactory(convention=convention, avenant=avenant, day=dt.date(2023, 12, 31))
    return avenant


def sign(avenant):
    return lambda rank: avenants.sign(avenant, on=DAY - dt.timedelta(days=rank), **WHO)


@pytest.fixture
def voted_early(avenant):
    """Voted early enough for every day on which it is signed here."""
    Avenant.objects.update(voted_on=DAY - dt.timedelta(days=30))
    return avenant


def test_of_several_who_sign_an_avenant_at_once_one_does_and_the_others_are_told(voted_early):
    found = together(sign(voted_early))

    assert found.count(None) == 1
    assert found.count(MoveRefused) == AT_ONCE - 1
    avenant = Avenant.objects.get()
    assert avenant.state == AvenantState.SIGNED
    assert Clause.objects.get().effective_on == avenant.signed_on
    assert Event.objects.filter(verb="avenant.signed").count() == 1


def test_without_the_lock_the_database_keeps_the_first_signature(voted_early, unlocked):
    unlocked(avenants, "check_signature")

    found = together(sign(voted_early))

    assert found.count(None) == 1
    assert Event.objects.filter(verb="avenant.signed").count() == 1
    assert Clause.objects.get().effective_on == Avenant.objects.get().signed_on


def test_without_lock_nor_trigger_an_avenant_would_be_signed_several_times(
    voted_early, unlocked, without_signature_kept
):
    unlocked(avenants, "check_signature")

    assert together(sign(voted_early)) == [None] * AT_ONCE
    assert Event.objects.filter(verb="avenant.signed").count() == AT_ONCE


@pytest.fixture
def without_signature_kept():
    """Signatures and values in force may change until the test ends."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE conventions_avenant DISABLE TRIGGER signature_kept")
        cursor.execute("ALTER TABLE conventions_clause DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE conventions_avenant ENABLE TRIGGER signature_kept")
        cursor.execute("ALTER TABLE conventions_clause ENABLE TRIGGER USER")


def test_who_signs_and_who_withdraws_the_vote_at_once_do_not_both_win(voted_early):
    acts = [sign(voted_early), lambda rank: votes.withdraw(voted_early, **WHO)]

    found = together(lambda rank: acts[rank % 2](rank))

    assert found.count(None) == 1
    assert found.count(MoveRefused) == AT_ONCE - 1


def test_a_convention_is_not_closed_while_an_avenant_opens_at_once(convention):
    acts = [
        draft(convention),
        lambda rank: conventions.close(convention, on=DAY, **WHO),
    ]

    found = together(lambda rank: acts[rank % 2](rank))

    assert found.count(None) == 1


def test_values_written_at_once_leave_one_set_of_them(convention):
    avenant = AvenantFactory(convention=convention, blocks=[Block.DURATION])

    def write(rank):
        end = ClauseSpec(ClauseKind.ACTION_END, dt.date(2024, 1, 1 + rank))
        texts.set_block(avenant, Block.DURATION, clauses=[end], **WHO)

    assert together(write) == [None] * AT_ONCE
    assert avenant.clauses.count() == 1
