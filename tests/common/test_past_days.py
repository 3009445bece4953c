"""What is entered as done is never of a day to come, and the day of today may be entered."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from budget.actions import commitments, subsidies
from budget.actions.subsidies import SubTotal
from budget.enums import Side
from common.past_days import DayInFuture
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


@pytest.mark.parametrize("act", [enter, correct, commit, pay_a_third_party, receive_a_report, pay])
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
