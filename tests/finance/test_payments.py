"""A paid purchase is recorded on the conventions that count purchases and pay passes."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from conventions.enums import ClauseKind, ConventionState
from finance.actions import expenses, funding_keys
from finance.enums import ExpenseKind
from finance.models import Payment
from finance.readings.paid_rows import counted_payments
from finance.readings.statements import statements_of
from financing.enums import Perimeter
from findings.readings import of_programme
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.conventions import ClauseFactory
from tests.factories.distribution import LotFactory
from tests.factories.financing import PlanFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import feder_convention, state_convention

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
SIRET = "22620001200012"


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


@pytest.fixture
def feder(programme):
    convention = feder_convention(programme)
    PlanFactory(programme=programme, convention=convention)
    return convention


def buy(programme, **changes):
    fields = {
        "kind": ExpenseKind.PASSES,
        "supplier": OrganisationFactory(siret=SIRET),
        "label": "Achat de pass",
        "invoice": "F-1",
        "invoiced_on": dt.date(2022, 4, 1),
        "amount": Decimal("100.00"),
        "mandat_number": "2022-1",
        "paid_on": dt.date(2022, 4, 20),
    }
    return expenses.record(programme, **{**fields, **changes}, **WHO)


def test_a_purchase_paid_is_told_to_the_convention_that_counts_purchases(programme, feder):
    buy(programme)

    payment = Payment.objects.get()
    assert (payment.convention, payment.reference) == (feder, f"F-1 ({SIRET})")
    assert (payment.paid_on, payment.amount) == (dt.date(2022, 4, 20), Decimal("100.00"))
    assert Event.objects.filter(verb="payment.recorded").count() == 1


def test_the_longest_invoice_of_a_supplier_without_siret_fits(programme, feder):
    buy(programme, invoice="F" * 60, supplier=OrganisationFactory(siret=""))

    assert Payment.objects.get().convention == feder


@pytest.mark.parametrize(
    "changes",
    [
        {"paid_on": None, "mandat_number": ""},
        {"kind": ExpenseKind.ENGINEERING},
    ],
)
@pytest.mark.usefixtures("feder")
def test_what_is_not_paid_or_no_purchase_of_passes_stands_on_nothing(programme, changes):
    buy(programme, **changes)

    assert not Payment.objects.exists()


def test_what_is_paid_for_a_post_is_told_to_the_convention_of_its_plan(programme, feder):
    feder_convention(programme)
    post = feder.plans.get().items.get(label="Accompagnement")

    buy(programme, kind=ExpenseKind.OTHER, post=post)

    assert Payment.objects.get().convention == feder


@pytest.mark.parametrize("perimeter", Perimeter)
@pytest.mark.parametrize("post", ["Accompagnement", None])
def test_what_a_convention_is_told_is_what_its_account_counts(programme, perimeter, post):
    feder = feder_convention(programme)
    plan = PlanFactory(programme=programme, convention=feder, perimeter=perimeter)
    kind = ExpenseKind.OTHER if post else ExpenseKind.PASSES

    buy(programme, kind=kind, post=plan.items.filter(label=post).first())

    [account] = statements_of([feder], dt.date(2023, 1, 1))
    told = sum(one.amount for one in feder.payments.all())
    assert told == account.totals["value"] == (0 if post and perimeter == Perimeter.LINE else 100)


@pytest.mark.parametrize(
    ("label", "changes"),
    [
        ("Pass numériques", {}),
        ("État", {"kind": ExpenseKind.OTHER}),
        ("Accompagnement", {"kind": ExpenseKind.OTHER, "elsewhere": True}),
    ],
)
def test_an_expense_is_for_a_charge_of_a_plan_of_its_programme(programme, feder, label, changes):
    plan = PlanFactory() if changes.pop("elsewhere", False) else feder.plans.get()

    with pytest.raises(expenses.NotAPost) as refused:
        buy(programme, post=plan.items.get(label=label), **changes)
    assert (refused.value.code, refused.value.field) == ("not_a_post", "post")


def test_a_convention_that_counts_passes_consumed_is_told_nothing(programme):
    PlanFactory(programme=programme, convention=state_convention(programme))

    buy(programme)

    assert not Payment.objects.exists()


def test_a_convention_whose_plan_pays_no_pass_is_told_nothing(programme):
    plan = PlanFactory(programme=programme, convention=feder_convention(programme))
    plan.items.update(pays_passes=False)

    buy(programme)

    assert not Payment.objects.exists()


def test_a_draft_is_told_nothing(programme, feder):
    feder.state, feder.voted_on, feder.deliberation = ConventionState.DRAFT, None, None
    feder.save()

    buy(programme)

    assert not Payment.objects.exists()


def test_a_purchase_is_told_to_the_convention_that_the_key_of_its_lot_names(programme, feder):
    other = feder_convention(programme)
    PlanFactory(programme=programme, convention=other)
    lot = LotFactory(programme=programme)
    funding_keys.assign(lot, other, **WHO)

    buy(programme, lot=lot)

    assert Payment.objects.get().convention == other


@pytest.mark.parametrize(("kept_for", "told"), [(["80"], 1), ([], 0), (["59"], 0)])
def test_a_purchase_outside_its_territory_is_told_to_no_convention(
    programme, feder, kept_for, told
):
    programme.territory = ["59", "80"]
    programme.save()
    ClauseFactory(convention=feder, kind=ClauseKind.TERRITORY, day=None, text="02, 60, 80")

    buy(programme, lot=LotFactory(programme=programme, territory=kept_for))

    assert Payment.objects.count() == told


def counted():
    return [(one.convention, one.amount) for one in counted_payments().order_by("pk")]


def test_a_purchase_paid_before_its_key_is_counted_as_the_key_says_and_once(programme, feder):
    other = feder_convention(programme)
    lot = LotFactory(programme=programme)
    buy(programme, lot=lot)
    PlanFactory(programme=programme, convention=other)
    assert counted() == [(feder, Decimal("100.00"))]

    key = funding_keys.assign(lot, other, **WHO)
    assert counted() == [(other, Decimal("100.00"))]

    funding_keys.withdraw(key, **WHO)
    funding_keys.assign(lot, feder, **WHO)
    assert counted() == [(feder, Decimal("100.00"))]
    assert Payment.objects.count() == 2


def test_a_purchase_whose_only_key_is_taken_back_is_told_to_all_that_count(programme, feder):
    other = feder_convention(programme)
    PlanFactory(programme=programme, convention=other)
    lot = LotFactory(programme=programme)
    key = funding_keys.assign(lot, other, **WHO)
    buy(programme, lot=lot)

    funding_keys.withdraw(key, **WHO)

    assert {one for one, _ in counted()} == {feder, other}


def test_a_key_of_what_is_consumed_tells_no_purchase(programme, feder):
    lot = LotFactory(programme=programme)
    buy(programme, lot=lot)

    funding_keys.assign(lot, state_convention(programme), **WHO)

    assert counted() == [(feder, Decimal("100.00"))]


def test_a_payment_outside_the_window_is_a_finding_of_the_convention_that_its_key_names(
    programme, feder
):
    other = feder_convention(programme)
    PlanFactory(programme=programme, convention=other)
    lot = LotFactory(programme=programme)
    late = {"invoiced_on": dt.date(2019, 1, 1), "paid_on": dt.date(2019, 2, 1)}
    buy(programme, lot=lot, **late)

    funding_keys.assign(lot, other, **WHO)

    found = [one for one in of_programme(programme) if "F-1" in one.sentence]
    assert [one.convention for one in found] == [other]
