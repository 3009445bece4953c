"""Commitments: taken on a line as far as it goes, and given back to it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from audit.actors import SYSTEM
from audit.models import Event
from budget.actions import budget_lines, commitments
from budget.actions.commitments import ReleaseSpec
from budget.enums import Section
from budget.models import Commitment, Release
from common.past_days import DayBeforeCause
from tests.factories.accounts import NOON
from tests.factories.budget import BudgetLineFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
DAY = dt.date(2022, 9, 27)
LATER = dt.date(2023, 5, 15)


def commit(line, amount=10_000, subject="NEC", **more):
    return commitments.commit(line, amount=Decimal(amount), on=DAY, subject=subject, **WHO, **more)


def release(commitment, amount=10_000, on=LATER, reason="Erreur de saisie"):
    return commitments.release(commitment, amount=Decimal(amount), on=on, reason=reason, **WHO)


def committed(line):
    line.refresh_from_db()
    return line.committed


def test_a_line_is_committed_to_its_last_euro_and_no_further():
    line = BudgetLineFactory()
    commit(line, 10_000)
    line.refresh_from_db()

    assert line.balance == 0
    with pytest.raises(commitments.OverBudget) as refused:
        commit(line, 1)
    assert refused.value.code == "over_budget"
    assert "Il manque 1,00\u00a0€" in refused.value.sentence
    assert Commitment.objects.count() == 1


def test_nothing_is_committed_where_the_text_gives_no_appropriation():
    line = BudgetLineFactory(available=None)

    assert line.balance is None
    with pytest.raises(commitments.NoAppropriation):
        commit(line, 1)


def test_a_commitment_is_positive():
    with pytest.raises(commitments.NotAnAmount):
        commit(BudgetLineFactory(), 0)


def test_the_same_commitment_twice_is_done_once_and_said():
    line = BudgetLineFactory()
    commit(line, 10)

    with pytest.raises(commitments.CommitmentKnown) as refused:
        commit(line, 10)
    assert refused.value.code == "commitment_known"
    commit(line, 10, subject="Autre")
    line.refresh_from_db()
    assert line.committed == 20


def test_nothing_is_committed_on_a_line_of_income():
    with pytest.raises(commitments.LineOfIncome):
        commit(BudgetLineFactory(is_income=True), 1)


def test_what_is_given_back_can_be_committed_again_and_the_journal_says_why():
    commitment = commit(line := BudgetLineFactory())
    release(commitment, 4_000)
    assert committed(line) == 6_000

    with pytest.raises(commitments.OverBudget):
        commit(line, "4000.01")
    commit(line, 4_000)
    event = Event.objects.get(verb="budget_line.released")
    assert event.details == {"amount": "4000", "reason": "Erreur de saisie"}


def test_a_line_given_back_in_full_may_be_corrected_again():
    commitment = commit(line := BudgetLineFactory())
    release(commitment)

    budget_lines.edit(
        line,
        **WHO,
        year=2022,
        imputation="6568//930202",
        section=Section.FUNCTIONING,
        available=Decimal(1),
    )
    line.refresh_from_db()
    assert (line.available, line.committed) == (1, 0)


@pytest.mark.parametrize(
    ("given", "refusal", "code"),
    [
        ({"amount": 0}, commitments.NotAnAmount, "not_an_amount"),
        ({"amount": "9000.01"}, commitments.OverCommitment, "over_commitment"),
        (
            {"amount": 1, "on": DAY - dt.timedelta(days=1)},
            DayBeforeCause,
            "day_before_cause",
        ),
        ({"amount": 1_000}, commitments.ReleaseKnown, "release_known"),
    ],
)
def test_a_release_that_does_not_hold_is_refused(given, refusal, code):
    commitment = commit(line := BudgetLineFactory())
    release(commitment, 1_000)

    with pytest.raises(refusal) as refused:
        release(commitment, **given)
    assert refused.value.code == code
    assert (committed(line), Release.objects.count()) == (9_000, 1)


def test_a_loaded_commitment_counts_for_what_is_left_of_it():
    """Its line was given to something else since, so that the whole would not fit any more."""
    line = BudgetLineFactory()
    commit(line, 6_000)

    commit(line, 10_000, releases=[ReleaseSpec(LATER, Decimal(7_000), "Moins cher")])
    connection.check_constraints()
    assert committed(line) == 9_000


def test_more_than_the_commitment_is_not_given_back_by_a_file():
    with pytest.raises(commitments.OverCommitment):
        commit(BudgetLineFactory(), 10, releases=[ReleaseSpec(LATER, Decimal(11), "Trop")])
    assert not Commitment.objects.exists()
