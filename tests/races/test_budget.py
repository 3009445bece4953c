"""The last euro of a line is committed once; the control shows the race without the lock."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from audit.actors import SYSTEM
from budget.actions import commitments, subsidies
from budget.models import BudgetLine, Commitment, Release, SubsidyPayment
from common.errors import Refusal
from tests.factories.accounts import NOON
from tests.factories.budget import BudgetLineFactory, SubsidyFactory

WHO = {"by": SYSTEM.at(NOON)}
DAY = dt.date(2022, 9, 27)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line():
    return BudgetLineFactory(available=Decimal("1.00"))


def together(act):
    """Two people act at once; the code of what each was refused, or None."""
    gate = threading.Barrier(2, timeout=20)

    def one(rank):
        try:
            gate.wait()
            act(rank)
        except Refusal as refusal:
            return refusal.code
        except IntegrityError:
            return "database"
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as people:
        return sorted(map(str, people.map(one, range(2))))


def take_last_euro(line):
    def act(rank):
        commitments.commit(line, amount=Decimal(1), on=DAY, subject=f"Objet {rank}", **WHO)

    return act


def test_two_commitments_on_the_last_euro_one_wins_and_the_other_is_told(line):
    assert together(take_last_euro(line)) == ["None", "over_budget"]

    line.refresh_from_db()
    assert (line.balance, Commitment.objects.count()) == (0, 1)


def without_locks(monkeypatch):
    """Rows are read together, and nothing holds them."""
    read = threading.Barrier(2, timeout=20)
    checked = commitments._check_balance

    def check_together(line, amount):
        read.wait()
        checked(line, amount)

    monkeypatch.setattr(commitments, "lock", lambda line: BudgetLine.objects.get(pk=line.pk))
    monkeypatch.setattr(commitments, "_check_balance", check_together)


def test_without_the_lock_the_trigger_refuses_the_second(line, monkeypatch):
    without_locks(monkeypatch)

    assert together(take_last_euro(line)) == ["None", "database"]
    assert Commitment.objects.count() == 1


def test_without_lock_nor_trigger_the_last_euro_goes_twice(line, monkeypatch):
    """The control: this is the race that the lock and the trigger stop."""
    without_locks(monkeypatch)
    with connection.cursor() as cursor:
        for table in ("budgetline", "commitment", "release"):
            cursor.execute(f"ALTER TABLE budget_{table} DISABLE TRIGGER committed_by_rows")

    assert together(take_last_euro(line)) == ["None", "None"]
    assert sum(one.amount for one in Commitment.objects.all()) == 2


def test_two_payments_of_the_whole_subsidy_at_once_one_is_kept():
    subsidy = SubsidyFactory()

    def act(rank):
        subsidies.pay(subsidy, on=DAY, amount=subsidy.amount, mandat_number=f"2022-{rank}", **WHO)

    assert together(act) == ["None", "over_subsidy"]
    assert SubsidyPayment.objects.count() == 1


def pay_or_give_back(subsidy):
    """One pays the whole subsidy, the other gives it back to its line."""

    def act(rank):
        if rank:
            commitments.release(
                subsidy.commitment, on=DAY, amount=subsidy.amount, reason="Annulée", **WHO
            )
        else:
            subsidies.pay(subsidy, on=DAY, amount=subsidy.amount, mandat_number="2022-1", **WHO)

    return act


def outcome():
    return SubsidyPayment.objects.count() + Release.objects.count()


def test_a_subsidy_is_paid_or_given_back_at_once_never_both():
    found = together(pay_or_give_back(SubsidyFactory()))

    assert found in (["None", "over_commitment"], ["None", "over_subsidy"])
    assert outcome() == 1


def test_without_the_lock_the_trigger_refuses_the_payment_or_the_release(monkeypatch):
    look_together(monkeypatch)

    assert together(pay_or_give_back(SubsidyFactory())) == ["None", "database"]
    assert outcome() == 1


def test_without_lock_nor_trigger_a_subsidy_is_paid_and_given_back(monkeypatch):
    """The control: this is the race that the lock and the trigger stop."""
    look_together(monkeypatch)
    tables = ("budget_release", "budget_subsidypayment")
    switch(tables, "DISABLE")
    try:
        assert together(pay_or_give_back(SubsidyFactory())) == ["None", "None"]
    finally:
        switch(tables, "ENABLE")
    assert outcome() == 2


def switch(tables, verb):
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER within_commitment")


def look_together(monkeypatch):
    """No row is held, and each has checked before the other writes."""
    read = threading.Barrier(2, timeout=20)

    def then_wait(checked):
        def check(*given):
            checked(*given)
            read.wait()

        return check

    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **given: rows)
    for module, name in ((subsidies, "_check_payment"), (commitments, "_check_release")):
        monkeypatch.setattr(module, name, then_wait(getattr(module, name)))
