"""Subsidies: recorded, paid, reported, corrected as long as nothing is paid."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from budget.actions import commitments, subsidies
from budget.actions.subsidies import SubTotal
from budget.enums import Side
from budget.models import BudgetLine, Release, Subsidy, SubsidyPayment
from common import errors
from common.errors import AlreadyRecorded
from common.past_days import DayBeforeCause
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.budget import BudgetLineFactory, SubsidyFactory
from tests.factories.deliberations import DeliberationFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
DAY = dt.date(2022, 9, 27)
LATER = dt.date(2023, 5, 15)


def subsidise(programme, line, charges=(("Achats", 300, ()), ("Salaires", 186, ())), **more):
    facts = {
        "deliberation": DeliberationFactory(programme=programme),
        "beneficiary": OrganisationFactory(),
        "purpose": "NEC 2022",
        "amount": Decimal(100),
        "third_party_budget": Decimal(486),
    }
    sub_totals = [
        SubTotal(Side.CHARGE, label, Decimal(amount), [(n, Decimal(a)) for n, a in posts])
        for label, amount, posts in charges
    ]
    sub_totals.append(SubTotal(Side.RESOURCE, "Subventions", Decimal(486)))
    return subsidies.record(
        programme, line=line, sub_totals=sub_totals, on=DAY, **{**facts, **more}, **WHO
    )


def test_a_subsidy_takes_its_amount_on_the_line_and_keeps_the_third_party_budget():
    line = BudgetLineFactory()
    posts = (("Chef de projet", 200), ("Imprimeur", 100))

    subsidy = subsidise(
        line.programme, line, charges=(("Achats", 300, posts), ("Salaires", 186, ()))
    )

    line.refresh_from_db()
    assert line.balance == 9_900
    bought = subsidy.items.get(label="Achats")
    assert sum(post.amount for post in bought.posts.all()) == bought.amount


@pytest.mark.parametrize(
    ("charges", "said"),
    [
        ((("Achats", 300, ()), ("Salaires", 185, ())), "Les 2\u00a0charges font"),
        ((("Achats", 486, (("Imprimeur", 485),)),), "1\u00a0poste fait"),
    ],
)
def test_a_third_party_budget_that_does_not_add_up_is_refused(charges, said):
    line = BudgetLineFactory()

    with pytest.raises(errors.Unbalanced, match=said):
        subsidise(line.programme, line, charges=charges)
    line.refresh_from_db()
    assert (line.committed, Subsidy.objects.count()) == (0, 0)


def test_a_subsidy_comes_once():
    line = BudgetLineFactory()
    first = subsidise(line.programme, line)

    with pytest.raises(AlreadyRecorded):
        subsidise(
            line.programme,
            line,
            deliberation=first.deliberation,
            beneficiary=first.beneficiary,
        )


def test_a_subsidy_stays_within_the_budget_of_the_third_party():
    line = BudgetLineFactory()

    with pytest.raises(subsidies.AboveThirdPartyBudget):
        subsidise(line.programme, line, amount=Decimal("486.01"))


def test_the_vote_of_a_subsidy_is_of_its_programme():
    line = BudgetLineFactory()

    with pytest.raises(subsidies.LineOfAnotherProgramme):
        subsidise(line.programme, line, deliberation=DeliberationFactory())
    assert BudgetLine.objects.get().committed == 0


def test_one_vote_helps_a_beneficiary_for_two_purposes():
    line = BudgetLineFactory()
    first = subsidise(line.programme, line)
    same = {"deliberation": first.deliberation, "beneficiary": first.beneficiary}

    subsidise(line.programme, line, purpose="Travaux", **same)

    assert Subsidy.objects.filter(**same).count() == 2


def pay(subsidy, amount=10_000, mandat="2022-1", on=DAY):
    return subsidies.pay(subsidy, on=on, amount=Decimal(amount), mandat_number=mandat, **WHO)


def test_a_subsidy_is_paid_in_parts_and_never_beyond_its_amount():
    subsidy = SubsidyFactory()
    pay(subsidy, 4_000)
    pay(subsidy, 6_000, "2022-2")

    with pytest.raises(subsidies.OverSubsidy) as refused:
        pay(subsidy, "0.01", "2022-3")
    assert refused.value.code == "over_subsidy"
    assert Subsidy.objects.get().paid == Decimal(10_000)


def test_the_number_of_a_mandat_begins_again_each_year():
    subsidy = SubsidyFactory()
    pay(subsidy, 4_000, "120")

    pay(subsidy, 6_000, "120", on=dt.date(2023, 1, 31))

    assert Subsidy.objects.get().paid == Decimal(10_000)


@pytest.mark.parametrize(
    ("given", "refusal", "code"),
    [
        ({"amount": 0}, commitments.NotAnAmount, "not_an_amount"),
        ({"amount": 1, "mandat": "2022-0"}, subsidies.MandatKnown, "mandat_known"),
        (
            {"amount": 1, "on": DAY - dt.timedelta(days=1)},
            DayBeforeCause,
            "day_before_cause",
        ),
    ],
)
def test_a_payment_that_does_not_hold_is_refused(given, refusal, code):
    subsidy = SubsidyFactory()
    pay(subsidy, 1, "2022-0")

    with pytest.raises(refusal) as refused:
        pay(subsidy, **given)
    assert refused.value.code == code
    assert SubsidyPayment.objects.count() == 1


def receive(subsidy, on):
    return subsidies.receive_report(subsidy, on=on, **WHO)


def test_a_report_is_received_once_and_its_day_corrected():
    subsidy = SubsidyFactory(report_due_on=dt.date(2022, 12, 31))
    assert subsidy.is_report_late_on(dt.date(2023, 1, 1))
    assert not subsidy.is_report_late_on(dt.date(2022, 12, 31))

    receive(subsidy, dt.date(2023, 1, 15))
    with pytest.raises(subsidies.ReportKnown):
        receive(subsidy, dt.date(2023, 1, 15))
    subsidy = receive(subsidy, dt.date(2023, 1, 16))

    assert not subsidy.is_report_late_on(dt.date(2023, 2, 1))
    last = Event.objects.filter(verb="subsidy.reported").latest("pk")
    assert last.details == {"before": "2023-01-15", "after": "2023-01-16"}


def test_a_report_does_not_precede_the_vote():
    subsidy = SubsidyFactory()
    before = subsidy.deliberation.session_on - dt.timedelta(days=1)

    with pytest.raises(DayBeforeCause):
        receive(subsidy, before)


@pytest.fixture
def subsidy():
    """100 € of the 10,000 € of its line."""
    found = SubsidyFactory(amount=Decimal(100))
    line = found.commitment.line
    line.available = Decimal(10_000)
    line.save()
    return found


def release(commitment, amount=10_000, on=LATER, reason="Erreur de saisie"):
    return commitments.release(commitment, amount=Decimal(amount), on=on, reason=reason, **WHO)


def committed(line):
    line.refresh_from_db()
    return line.committed


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
    with pytest.raises(subsidies.LineOfAnotherProgramme):
        edit(subsidy, deliberation=DeliberationFactory())
