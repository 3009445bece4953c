"""What is corrected, paid, reported or taken back, and what refuses it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actors import SYSTEM
from audit.models import Event
from common import errors
from common.errors import AlreadyRecorded
from conventions.actions import budget, commitments, payments, plans, subsidies
from conventions.actions.plans import ItemSpec
from conventions.enums import Norm, Perimeter, Section, Side
from conventions.models import BudgetLine, Payment, Subsidy, SubsidyPayment
from tests.factories.accounts import NOON
from tests.factories.conventions import (
    BudgetLineFactory,
    ConventionFactory,
    DeliberationFactory,
    PlanFactory,
    ProgrammeFactory,
    SubsidyFactory,
)

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM, "at": NOON}
DAY = dt.date(2022, 9, 27)


def code_of(refusal, act, **given):
    """The code with which an act is refused."""
    with pytest.raises(refusal) as refused:
        act(**given, **WHO)
    return refused.value.code


# Plans


def sides(amount):
    return [ItemSpec(Side.CHARGE, "Pass", amount), ItemSpec(Side.RESOURCE, "État", amount)]


def edit_plan(plan, amount=Decimal(700), **changes):
    terms = {
        "title": "Plan revu",
        "perimeter": Perimeter.OPERATION,
        "total": amount,
        "items": sides(amount),
        "convention": plan.convention,
    }
    return plans.edit(plan, **{**terms, **changes}, **WHO)


def test_a_plan_is_replaced_and_the_journal_keeps_both_totals():
    edit_plan(plan := PlanFactory())

    plan.refresh_from_db()
    assert (plan.title, plan.total, plan.items.count()) == ("Plan revu", Decimal(700), 2)
    event = Event.objects.get(verb="plan.edited")
    assert event.details == {"total_before": "550.00", "total_after": "700"}


def test_an_edited_plan_still_balances():
    plan = PlanFactory()

    with pytest.raises(errors.Unbalanced):
        edit_plan(plan, items=sides(Decimal(699)))
    assert plan.items.count() == 4


def test_the_plan_of_a_signed_convention_changes_only_when_confirmed():
    convention = ConventionFactory(signed=True)
    plan = PlanFactory(programme=convention.programme, convention=convention)

    with pytest.raises(plans.SignedPlan) as refused:
        edit_plan(plan)
    assert (refused.value.code, refused.value.field) == ("signed_plan", "confirmed")
    assert edit_plan(plan, confirmed=True).total == Decimal(700)


@pytest.mark.parametrize("state", ["draft", "voted"])
def test_the_plan_of_a_text_not_signed_changes_freely(state):
    convention = ConventionFactory(voted=state == "voted")
    plan = PlanFactory(programme=convention.programme, convention=convention)

    assert edit_plan(plan).total == Decimal(700)


@pytest.mark.parametrize(
    "terms",
    [
        {"aid_limit": Decimal(0), "limit_reason": "règle"},
        {"aid_limit": Decimal("100.1"), "limit_reason": "règle"},
        {"aid_limit": Decimal(80)},
        {"limit_reason": "règle"},
    ],
)
def test_a_limit_is_a_part_and_has_its_rule(terms):
    with pytest.raises(plans.WrongLimit) as refused:
        edit_plan(PlanFactory(), **terms)
    assert refused.value.code == "wrong_limit"


def test_the_convention_of_a_plan_is_of_its_programme():
    with pytest.raises(plans.ElsewherePlan):
        edit_plan(PlanFactory(), convention=ConventionFactory())


def test_the_database_refuses_a_limit_without_its_rule():
    plan = PlanFactory()
    plan.aid_limit = Decimal(80)

    with pytest.raises(IntegrityError, match="plan_limit_is_a_part"), transaction.atomic():
        plan.save()


# Budget lines


def facts(**changes):
    given = {"year": 2022, "imputation": "6568//930202", "section": Section.FUNCTIONING}
    return {**given, "available": Decimal(10_000), **changes}


def test_a_line_is_read_in_parts_unless_they_are_given():
    programme = ProgrammeFactory()

    line = budget.record(programme, **facts(norm=Norm.M52, function="0201"), **WHO)

    assert (line.chapter, line.function, line.nature) == ("930", "0201", "6568")
    assert budget.record(programme, **facts(imputation="inconnue"), **WHO).chapter == ""


def test_a_line_is_corrected_and_the_journal_names_what_changed():
    programme = ProgrammeFactory()
    line = budget.record(programme, **facts(), phases=(), **WHO)

    changes = facts(imputation="935/56/6518/56000017", authorised=Decimal(30))
    line = budget.edit(line, **changes, phases=[(2022, Decimal(10)), (2023, Decimal(20))], **WHO)

    assert (line.chapter, line.budget_programme) == ("935", "56000017")
    assert [phase.amount for phase in line.phases.order_by("year")] == [10, 20]
    assert Event.objects.get(verb="budget_line.edited").details == {
        "changed": ["authorised", "imputation"]
    }


def test_a_line_does_not_become_another_one():
    programme = ProgrammeFactory()
    budget.record(programme, **facts(imputation="A"), **WHO)
    line = budget.record(programme, **facts(imputation="B"), **WHO)

    with pytest.raises(AlreadyRecorded):
        budget.edit(line, **facts(imputation="A"), **WHO)


def test_a_year_is_phased_once():
    twice = [(2022, Decimal(10)), (2022, Decimal(20))]

    with pytest.raises(errors.Unbalanced, match="qu’une fois"):
        budget.record(ProgrammeFactory(), **facts(authorised=Decimal(30)), phases=twice, **WHO)


def commit(line, amount=10_000, subject="NEC", on=DAY):
    return commitments.commit(line, amount=Decimal(amount), on=on, subject=subject, **WHO)


def test_a_line_does_not_change_under_what_is_committed_on_it():
    line = BudgetLineFactory()
    commit(line, 1)

    assert code_of(budget.LineCommitted, budget.edit, line=line, **facts()) == "line_committed"


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
    with pytest.raises(commitments.IsIncome):
        commit(BudgetLineFactory(is_income=True), 1)


def test_the_database_refuses_more_than_what_is_available():
    line = BudgetLineFactory()
    line.committed = Decimal("10000.01")

    with pytest.raises(IntegrityError, match="budget_line_not_overspent"), transaction.atomic():
        line.save()
    with pytest.raises(IntegrityError, match="commitment:"), transaction.atomic():
        take_at_once(line, Decimal("10000.01"))


def take_at_once(line, amount):
    """The database checks at the end of the transaction; here, now."""
    line.commitments.create(committed_on=DAY, amount=amount, subject="NEC")
    connection.check_constraints()


def test_the_database_keeps_what_is_committed():
    commitment = commit(BudgetLineFactory())

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        commitment.delete()


# Subsidies


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


@pytest.mark.parametrize(
    ("given", "refusal", "code"),
    [
        ({"amount": 0}, commitments.NotAnAmount, "not_an_amount"),
        ({"amount": 1, "mandat": "2022-0"}, subsidies.MandatKnown, "mandat_known"),
        (
            {"amount": 1, "on": DAY - dt.timedelta(days=1)},
            subsidies.PaidBeforeCommitted,
            "paid_before_committed",
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


def test_the_database_refuses_payments_beyond_the_subsidy_and_keeps_them():
    payment = pay(SubsidyFactory(), 9_999)
    more = SubsidyPayment(
        subsidy=payment.subsidy, paid_on=DAY, amount=Decimal("1.01"), mandat_number="2"
    )

    with pytest.raises(IntegrityError, match="commitment:"), transaction.atomic():
        more.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        payment.delete()


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

    with pytest.raises(subsidies.ReportEarly):
        receive(subsidy, before)


def record_subsidy(line, **changes):
    given = {
        "deliberation": DeliberationFactory(programme=line.programme),
        "beneficiary": line.programme.authority,
        "purpose": "NEC",
        "amount": Decimal(100),
        "third_party_budget": Decimal(100),
        "line": line,
        "on": DAY,
        "sub_totals": [
            subsidies.SubTotal(Side.CHARGE, "Achats", Decimal(100)),
            subsidies.SubTotal(Side.RESOURCE, "Aides", Decimal(100)),
        ],
    }
    return subsidies.record(line.programme, **{**given, **changes}, **WHO)


def test_a_subsidy_stays_within_the_budget_of_the_third_party():
    with pytest.raises(subsidies.AboveBudget):
        record_subsidy(BudgetLineFactory(), amount=Decimal("100.01"))


def test_the_vote_of_a_subsidy_is_of_its_programme():
    with pytest.raises(subsidies.ElsewhereLine):
        record_subsidy(BudgetLineFactory(), deliberation=DeliberationFactory())
    assert BudgetLine.objects.get().committed == 0


# Payments


def told(convention, **changes):
    given = {"reference": "F-1", "paid_on": DAY, "amount": Decimal(100)}
    return payments.record(convention, **{**given, **changes}, **WHO)


def test_the_same_payment_twice_is_kept_once():
    convention = ConventionFactory(voted=True)

    assert told(convention) == told(convention)
    assert Event.objects.filter(verb="payment.recorded").count() == 1


@pytest.mark.parametrize("changes", [{"amount": Decimal(99)}, {"paid_on": dt.date(2022, 1, 1)}])
def test_a_reference_does_not_name_two_payments(changes):
    convention = ConventionFactory(voted=True)
    told(convention)

    with pytest.raises(payments.PaymentDiffers) as refused:
        told(convention, **changes)
    assert refused.value.code == "payment_differs"


def test_the_database_counts_a_payment_once_and_keeps_it():
    payment = told(ConventionFactory(voted=True))
    same = {"reference": "F-1", "paid_on": DAY, "amount": Decimal(1)}

    with pytest.raises(IntegrityError, match="payment_counted_once"), transaction.atomic():
        Payment.objects.create(convention=payment.convention, **same)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        payment.delete()
