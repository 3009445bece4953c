"""Expenses, minimal."""

import datetime as dt
from decimal import Decimal

import factory

from finance.enums import ExpenseKind
from finance.models import Expense, Payment
from tests.factories.accounts import OrganisationFactory, lettered
from tests.factories.conventions import ConventionFactory
from tests.factories.programmes import ProgrammeFactory


class ExpenseFactory(factory.django.DjangoModelFactory):
    """100 € of passes invoiced in April 2022, not paid. `paid` follows on 20/04/2022."""

    class Meta:
        model = Expense

    class Params:
        paid = factory.Trait(
            paid_on=dt.date(2022, 4, 20), mandat_number=factory.Sequence(lambda n: f"2022-{n}")
        )
        engineering = factory.Trait(
            kind=ExpenseKind.ENGINEERING, label="Accompagnement au déploiement"
        )

    programme = factory.SubFactory(ProgrammeFactory)
    kind = ExpenseKind.PASSES
    supplier = factory.SubFactory(OrganisationFactory)
    label = "Achat de pass"
    invoice = factory.Sequence(lambda n: f"F-{n}")
    invoiced_on = dt.date(2022, 4, 1)
    amount = Decimal("100.00")


class PaymentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Payment

    convention = factory.SubFactory(ConventionFactory, signed=True)
    reference = factory.Sequence(lambda n: f"Mandat {lettered(n)}")
    paid_on = dt.date(2023, 3, 1)
    amount = Decimal("1000.00")
