"""The aid of each day is that of the clauses in force on it."""

import datetime as dt
from decimal import Decimal

import pytest

from conventions.enums import ClauseKind
from finance.readings.explanations import explanations_of
from finance.readings.statements import statements_of
from tests.factories.conventions import AvenantFactory, ClauseFactory
from tests.factories.distribution import DepotFactory, handed_out_carnet
from tests.factories.reporting import spend, state_convention

pytestmark = pytest.mark.django_db
TODAY = dt.date(2023, 5, 15)


def read(convention, until):
    """The statement on a day, the clauses of its share, and how it is computed."""
    (found,) = statements_of([convention], until)
    (share,) = (one for one in explanations_of(found, until) if one.label == "Part du financeur")
    return found, share.sources, share.formula


@pytest.mark.parametrize(("until", "said"), [(TODAY, "30,00 €"), (dt.date(2023, 4, 9), "15,00 €")])
def test_each_day_is_paid_at_the_rate_in_force_on_it(until, said):
    """An avenant raises the rate from 50 % to 75 % on 10 April 2023."""
    convention, effect = state_convention(budget=None), dt.date(2023, 4, 10)
    avenant = AvenantFactory(convention=convention, signed=True, voted_on=effect, signed_on=effect)
    rate = {"kind": ClauseKind.AID_RATE, "rate": Decimal(75), "day": None}
    ClauseFactory(
        convention=convention, avenant=avenant, **rate, in_force=True, effective_on=effect
    )
    carnet = handed_out_carnet(
        DepotFactory(programme=convention.programme, carnets=1), on=dt.date(2023, 3, 1)
    )
    for passes, day in ((1, 9), (2, 10)):
        spend(carnet, passes, on=dt.date(2023, 4, day))
    spend(carnet, 2, on=dt.date(2023, 3, 31))

    found, sources, _ = read(convention, until)

    assert found.terms.aid.part == (75 if until >= effect else 50)
    assert found.totals["share_reached"] == found.share.amount
    assert found.share.formula.replace("\u00a0", " ").endswith(f"= {said}")
    of_april = (one for one in found.lines if one.month == dt.date(2023, 4, 1))
    assert [one.share for one in of_april] == [20 if until >= effect else 5]
    assert len(sources) == (2 if until >= effect else 1)
    assert "50" in sources[0]


def test_a_rate_replaced_by_a_ratio_still_pays_the_days_before_it():
    convention, effect = state_convention(budget=None), dt.date(2023, 4, 10)
    avenant = AvenantFactory(convention=convention, signed=True, voted_on=effect, signed_on=effect)
    for kind, amount in ((ClauseKind.GRANT_MAX, 12), (ClauseKind.ELIGIBLE_BASE, 100)):
        written = {"kind": kind, "amount": Decimal(amount), "day": None, "avenant": avenant}
        ClauseFactory(convention=convention, **written, in_force=True, effective_on=effect)
    carnet = handed_out_carnet(
        DepotFactory(programme=convention.programme, carnets=1), on=dt.date(2023, 3, 1)
    )
    spend(carnet, 3, on=dt.date(2023, 3, 31))

    found, (rate,), formula = read(convention, TODAY)

    # 15 € at 50 %, as far as the maximum that the avenant states.
    assert [one.share for one in found.lines] == [15, -3, 0]
    assert found.share.amount == 12
    assert "30,00 € × 50 % = 15,00 €" in formula.replace("\u00a0", " ")
    assert rate.startswith(ClauseKind.AID_RATE.label)
