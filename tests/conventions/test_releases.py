"""Commitments given back to their line, and subsidies corrected as long as nothing is paid."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actors import SYSTEM
from audit.models import Event
from common.errors import AlreadyRecorded
from conventions.actions import budget, commitments, subsidies
from conventions.actions.commitments import ReleaseSpec
from conventions.enums import Section, Side
from conventions.models import Commitment, Release, Subsidy
from tests.factories.accounts import NOON
from tests.factories.conventions import BudgetLineFactory, DeliberationFactory, SubsidyFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM, "at": NOON}
DAY = dt.date(2022, 9, 27)
LATER = dt.date(2023, 5, 15)


def commit(line, amount=10_000, **more):
    return commitments.commit(line, amount=Decimal(amount), on=DAY, subject="NEC", **WHO, **more)


def release(commitment, amount=10_000, on=LATER, reason="Erreur de saisie"):
    return commitments.release(commitment, amount=Decimal(amount), on=on, reason=reason, **WHO)


def committed(line):
    line.refresh_from_db()
    return line.committed


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

    budget.edit(
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
            commitments.ReleasedBeforeCommitted,
            "released_before_committed",
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


def test_the_database_refuses_releases_beyond_the_commitment_and_keeps_them():
    commitment = commit(BudgetLineFactory())
    release(commitment, 9_999)
    more = Release(commitment=commitment, released_on=DAY, amount=Decimal("1.01"), reason="Plus")
    none = Release(commitment=commitment, released_on=DAY, amount=Decimal(0), reason="Rien")

    with pytest.raises(IntegrityError, match="commitment:"), transaction.atomic():
        more.save()
    with pytest.raises(IntegrityError, match="release_positive"), transaction.atomic():
        none.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Release.objects.get().delete()


def test_the_database_refuses_the_same_release_twice():
    release(commit(BudgetLineFactory()), 1)
    again = Release.objects.get()
    again.pk = None

    with pytest.raises(IntegrityError, match="release_unique"), transaction.atomic():
        again.save()


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


# Subsidies


@pytest.fixture
def subsidy():
    """100 € of the 10,000 € of its line."""
    found = SubsidyFactory(amount=Decimal(100))
    line = found.commitment.line
    line.available = Decimal(10_000)
    line.save()
    return found


def pay(subsidy, amount, mandat="2022-1"):
    return subsidies.pay(subsidy, on=DAY, amount=Decimal(amount), mandat_number=mandat, **WHO)


def test_what_is_paid_of_a_subsidy_is_not_given_back_nor_the_rest_paid(subsidy):
    pay(subsidy, 40)

    with pytest.raises(commitments.OverCommitment):
        release(subsidy.commitment, "60.01")
    release(subsidy.commitment, 60)
    with pytest.raises(subsidies.OverSubsidy, match="Il reste 0,00"):
        pay(Subsidy.objects.get(), 1, "2022-2")


def edit(subsidy, *, total=Decimal(500), **changes):
    given = {
        "deliberation": subsidy.deliberation,
        "beneficiary": subsidy.beneficiary,
        "purpose": subsidy.purpose,
        "amount": subsidy.amount,
        "third_party_budget": total,
        "line": subsidy.commitment.line,
        "on": subsidy.commitment.committed_on,
        "today": LATER,
        "sub_totals": [
            subsidies.SubTotal(Side.CHARGE, "Achats", total),
            subsidies.SubTotal(Side.RESOURCE, "Aides", total),
        ],
    }
    return subsidies.edit(subsidy, **{**given, **changes}, **WHO)


def test_a_correction_of_words_and_posts_keeps_the_commitment(subsidy):
    corrected = edit(subsidy, purpose="Rencontres")

    assert corrected.commitment == subsidy.commitment
    assert [item.amount for item in corrected.items.all()] == [500, 500]
    assert Event.objects.get(verb="subsidy.edited").details == {
        "changed": ["purpose", "third_party_budget"]
    }


def test_another_amount_gives_the_old_one_back_and_takes_the_new(subsidy):
    corrected = edit(subsidy, amount=Decimal(300))

    assert (committed(subsidy.commitment.line), corrected.due) == (300, 300)
    assert subsidy.commitment.released == 100


def test_another_line_bears_the_subsidy_and_the_first_is_free_again(subsidy):
    other = BudgetLineFactory(programme=subsidy.programme)
    edit(subsidy, line=other)

    assert (committed(subsidy.commitment.line), committed(other)) == (0, 100)


def test_a_subsidy_given_back_is_taken_up_again(subsidy):
    release(subsidy.commitment, 100)

    assert edit(subsidy).due == 100
    assert committed(subsidy.commitment.line) == 100


def test_a_correction_that_does_not_fit_changes_nothing(subsidy):
    with pytest.raises(commitments.OverBudget):
        edit(subsidy, amount=Decimal("10000.01"), total=Decimal(20_000))

    assert (committed(subsidy.commitment.line), Release.objects.count()) == (100, 0)


def test_a_subsidy_of_which_something_is_paid_does_not_change(subsidy):
    pay(subsidy, 1)

    with pytest.raises(subsidies.SubsidyPaid) as refused:
        edit(subsidy)
    assert refused.value.code == "subsidy_paid"


def test_a_correction_does_not_make_the_same_subsidy_twice(subsidy):
    other = SubsidyFactory(programme=subsidy.programme, deliberation=subsidy.deliberation)

    with pytest.raises(AlreadyRecorded):
        edit(subsidy, beneficiary=other.beneficiary)


def test_a_correction_stays_in_its_programme(subsidy):
    with pytest.raises(subsidies.ElsewhereLine):
        edit(subsidy, deliberation=DeliberationFactory())
