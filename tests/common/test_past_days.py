"""What is entered as done is neither to come nor outside the years of its programme."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from audit.actors import SYSTEM
from budget.actions import commitments, subsidies
from budget.actions.subsidies import SubTotal
from budget.enums import Side
from common.past_days import DayInFuture, DayOutsideProgramme
from deliberations.actions import deliberations
from finance.actions import payments
from tests.factories.accounts import OrganisationFactory
from tests.factories.budget import BudgetLineFactory, SubsidyFactory
from tests.factories.conventions import ConventionFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
# In Paris it is already the 16th.
WHO = {"by": SYSTEM.at(dt.datetime(2023, 5, 15, 22, 30, tzinfo=dt.UTC))}
TODAY = dt.date(2023, 5, 16)


def enter(on):
    deliberations.record(
        ProgrammeFactory(), number="1", assembly="CP", session_on=on, subject="Objet", **WHO
    )


def correct(on):
    deliberations.edit(DeliberationFactory(), session_on=on, **WHO)


def commit(on):
    line = BudgetLineFactory(available=Decimal(10))
    commitments.commit(line, amount=Decimal(1), on=on, subject="Objet", **WHO)


def pay_a_third_party(on):
    subsidies.pay(SubsidyFactory(), on=on, amount=Decimal(1), mandat_number="1", **WHO)


def receive_a_report(on):
    subsidies.receive_report(SubsidyFactory(), on=on, **WHO)


def pay(on):
    payments.record(ConventionFactory(), reference="M1", paid_on=on, amount=Decimal(1), **WHO)


ACTS = [enter, correct, commit, pay_a_third_party, receive_a_report, pay]


@pytest.mark.parametrize("act", ACTS)
def test_a_day_to_come_is_refused_and_that_of_today_is_kept(act):
    with pytest.raises(DayInFuture, match="17/05/2023"):
        act(TODAY + dt.timedelta(days=1))

    act(TODAY)


def test_a_long_budget_of_a_third_party_keeps_its_order():
    """More than a hundred posts under a sub-total, and hundreds of sub-totals."""
    line = BudgetLineFactory(available=Decimal(10))
    posts = [(f"Poste {rank}", Decimal(1)) for rank in range(150)]
    charges = [SubTotal(Side.CHARGE, "Premier", Decimal(150), posts)]
    charges += [SubTotal(Side.CHARGE, f"Suivant {rank}", Decimal(1)) for rank in range(340)]

    found = subsidies.record(
        line.programme,
        line=line,
        deliberation=DeliberationFactory(programme=line.programme),
        beneficiary=OrganisationFactory(),
        purpose="Objet",
        amount=Decimal(1),
        third_party_budget=Decimal(490),
        sub_totals=[*charges, SubTotal(Side.RESOURCE, "Tout", Decimal(490))],
        on=TODAY,
        **WHO,
    )

    labels = list(found.items.order_by("position").values_list("label", flat=True))
    assert labels[:2] + labels[150:152] == ["Premier", "Poste 0", "Poste 149", "Suivant 0"]
    assert labels[-2:] == ["Suivant 339", "Tout"]


@pytest.mark.parametrize("act", ACTS)
def test_a_day_before_the_first_year_of_the_programme_is_refused(act):
    with pytest.raises(DayOutsideProgramme, match="années du programme, 2018 à 2023"):
        act(dt.date(2017, 12, 31))


def test_a_day_after_the_last_year_of_the_programme_is_refused():
    ended = ProgrammeFactory(first_year=2020, last_year=2022)
    convention = ConventionFactory(programme=ended)
    facts = {"reference": "M1", "amount": Decimal(1), **WHO}

    with pytest.raises(DayOutsideProgramme, match="2020 à 2022"):
        payments.record(convention, paid_on=dt.date(2023, 1, 1), **facts)

    assert payments.record(convention, paid_on=dt.date(2022, 12, 31), **facts)


def test_a_programme_does_not_end_before_it_begins():
    with transaction.atomic(), pytest.raises(IntegrityError, match="programme_years_in_order"):
        ProgrammeFactory(first_year=2022, last_year=2021)
