"""Budget lines and subsidies, minimal."""

import datetime as dt
from decimal import Decimal

import factory
from django.db import transaction
from django.db.models import F

from budget.enums import Section
from budget.models import BudgetLine, Subsidy
from tests.factories.accounts import OrganisationFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BudgetLine

    programme = factory.SubFactory(ProgrammeFactory)
    year = 2022
    imputation = factory.Sequence(lambda n: f"6568//93020{n}")
    section = Section.FUNCTIONING
    available = Decimal("10000.00")


@transaction.atomic
def take(line, amount, subject="Divers"):
    """A commitment of a line, which says so."""
    BudgetLine.objects.filter(pk=line.pk).update(committed=F("committed") + amount)
    line.refresh_from_db()
    return line.commitments.create(
        committed_on=dt.date(2022, 9, 27), amount=amount, subject=subject
    )


class SubsidyFactory(factory.django.DjangoModelFactory):
    """A subsidy of 10,000 € that takes its whole budget line."""

    class Meta:
        model = Subsidy

    programme = factory.SubFactory(ProgrammeFactory)
    deliberation = factory.SubFactory(
        DeliberationFactory, programme=factory.SelfAttribute("..programme")
    )
    beneficiary = factory.SubFactory(OrganisationFactory)
    purpose = "Numérique en Commun[s]"
    amount = Decimal("10000.00")
    third_party_budget = Decimal("486000.00")

    @factory.lazy_attribute
    def commitment(self):
        return take(BudgetLineFactory(programme=self.programme), self.amount, self.purpose)
