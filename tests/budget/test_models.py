"""What the database refuses of budget lines, commitments and subsidies."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actors import SYSTEM
from budget.actions import commitments, subsidies
from budget.enums import Side
from budget.models import BudgetLine, BudgetPhase, Commitment, Release, SubsidyItem, SubsidyPayment
from tests.factories.accounts import NOON, UserFactory
from tests.factories.budget import BudgetLineFactory, SubsidyFactory, take

pytestmark = pytest.mark.django_db
DAY = dt.date(2022, 9, 27)
LATER = dt.date(2023, 5, 15)
WHO = {"by": SYSTEM.at(NOON)}


def refused(make, **wrong):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make(**wrong)
    return str(error.value)


@pytest.mark.parametrize(
    ("make", "wrong", "constraint"),
    [
        (BudgetLineFactory, {"committed": 10_001}, "budget_line_not_overspent"),
        (BudgetLineFactory, {"committed": -1}, "budget_line_committed_positive"),
        (BudgetLineFactory, {"committed": 1, "available": None}, "budget_line_not_overspent"),
        (BudgetLineFactory, {"committed": 1, "is_income": True}, "budget_line_not_overspent"),
        (
            BudgetLineFactory,
            {"committed": 11, "available": None, "assigned": 10, "authorised": 10},
            "budget_line_not_overspent",
        ),
        (BudgetLineFactory, {"assigned": 10}, "budget_line_assigned_within_authorised"),
        (SubsidyFactory, {"third_party_budget": 9_999}, "subsidy_within_budget"),
    ],
)
def test_a_constraint_refuses(make, wrong, constraint):
    assert constraint in refused(make, **wrong)


@pytest.mark.parametrize(
    ("make", "same", "constraint"),
    [
        (BudgetLineFactory, ["programme", "imputation"], "budget_line_unique"),
        (SubsidyFactory, ["programme", "deliberation", "beneficiary", "purpose"], "subsidy_unique"),
    ],
)
def test_twice_the_same_is_refused(make, same, constraint):
    row = make()

    found = refused(make, **{name: getattr(row, name) for name in same})

    assert constraint in found


@pytest.mark.parametrize(
    "plant",
    [
        lambda taken: BudgetLine.objects.filter(pk=taken.line_id).update(committed=1),
        lambda taken: taken.line.commitments.create(committed_on=DAY, amount=1, subject="Autre"),
        lambda taken: taken.releases.create(released_on=LATER, amount=1, reason="Trop"),
    ],
    ids=["line", "commitment", "release"],
)
def test_what_a_line_says_is_committed_is_what_its_rows_take(plant):
    taken = SubsidyFactory().commitment
    connection.check_constraints()

    plant(taken)

    with pytest.raises(IntegrityError, match="budget line"):
        connection.check_constraints()


def test_a_phase_a_post_and_a_commitment_keep_their_constraints():
    line = BudgetLineFactory()
    BudgetPhase.objects.create(line=line, year=2022, amount=1)
    subsidy = SubsidyFactory()
    post = {"subsidy": subsidy, "side": Side.CHARGE, "position": 1, "label": "Achats"}
    SubsidyItem.objects.create(**post, amount=1)

    assert "budget_phase_unique" in refused(
        BudgetPhase.objects.create, line=line, year=2022, amount=1
    )
    assert "subsidy_item_unique" in refused(SubsidyItem.objects.create, **post, amount=1)
    public = {**post, "position": 2, "is_public": True}
    assert "subsidy_item_public_resource" in refused(SubsidyItem.objects.create, **public, amount=1)
    assert "commitment_positive" in refused(
        Commitment.objects.create, line=line, committed_on=DAY, amount=0, subject="rien"
    )


def test_a_commitment_is_never_changed():
    SubsidyFactory()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Commitment.objects.update(subject="x")


def test_the_database_refuses_more_than_what_is_available():
    with pytest.raises(IntegrityError, match="budget_line_not_overspent"), transaction.atomic():
        take(BudgetLineFactory(), Decimal("10000.01"))


def commit(line):
    return commitments.commit(line, amount=Decimal(10_000), on=DAY, subject="NEC", **WHO)


def test_the_database_keeps_what_is_committed():
    commitment = commit(BudgetLineFactory())

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        commitment.delete()


def release(commitment, amount=10_000, on=LATER, reason="Erreur de saisie"):
    return commitments.release(commitment, amount=Decimal(amount), on=on, reason=reason, **WHO)


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


def pay(subsidy, amount=10_000, mandat="2022-1", on=DAY):
    return subsidies.pay(subsidy, on=on, amount=Decimal(amount), mandat_number=mandat, **WHO)


def test_the_database_refuses_a_payment_by_who_wrote_the_subsidy():
    author, other = UserFactory(), UserFactory()
    subsidy = SubsidyFactory(written_by=author)
    of = {"subsidy": subsidy, "paid_on": DAY, "amount": Decimal(1), "mandat_number": "2022-1"}

    with pytest.raises(IntegrityError, match="paid by who wrote it"), transaction.atomic():
        SubsidyPayment.objects.create(**of, recorded_by=author)
    SubsidyPayment.objects.create(**of, recorded_by=other)


def test_the_database_refuses_payments_beyond_the_subsidy_and_keeps_them():
    payment = pay(SubsidyFactory(), 9_999)
    more = SubsidyPayment(
        subsidy=payment.subsidy, paid_on=DAY, amount=Decimal("1.01"), mandat_number="2"
    )

    with pytest.raises(IntegrityError, match="commitment:"), transaction.atomic():
        more.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        payment.delete()


def test_rows_name_themselves():
    subsidy = SubsidyFactory()
    phase = BudgetPhase.objects.create(line=BudgetLineFactory(), year=2022, amount=1)

    assert str(subsidy.commitment).startswith("Numérique en Commun[s]")
    assert str(phase).endswith("2022")
    assert SubsidyItem(label="Achats").__str__() == "Achats"
