"""Which convention pays a pass or a purchase: funding keys, rivals, shares and their order."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from conventions.enums import Basis, ClauseKind
from finance.actions import funding_keys
from finance.readings import paid_rows
from finance.readings.spending import Spending
from tests.factories.accounts import NOON
from tests.factories.conventions import AvenantFactory, ClauseFactory, ConventionFactory
from tests.factories.distribution import DepotFactory, LotFactory, handed_out_carnet
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import feder_convention, spend, state_convention
from tests.finance.test_readings import TODAY, advanced, explained, of, pay

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


def test_a_key_says_which_of_two_conventions_pays_a_pass_and_none_pays_it_twice(programme):
    first, second = state_convention(programme), state_convention(programme)
    depot = DepotFactory(programme=programme, carnets=3)
    carnets = [handed_out_carnet(depot, on=dt.date(2023, 3, 1)) for _ in range(3)]
    for passes, carnet in enumerate(carnets, 1):
        spend(carnet, passes, on=dt.date(2023, 3, 31))
    numbers = [one.number for one in carnets]
    lot = carnets[0].lot
    funding_keys.assign(lot, first, first_carnet=numbers[0], last_carnet=numbers[0], **WHO)
    funding_keys.assign(lot, second, first_carnet=numbers[1], last_carnet=numbers[1], **WHO)

    counted = [of(one) for one in (first, second)]

    assert [one.totals["passes"] for one in counted] == [1, 2]
    assert [one.without_key.passes for one in counted] == [3, 3]


def test_two_conventions_share_a_pass_to_the_cent_and_one_follows_the_other(programme):
    first = state_convention(programme, action_end={"day": dt.date(2023, 3, 20)})
    second = state_convention(programme)
    carnet = handed_out_carnet(DepotFactory(programme=programme, carnets=1), on=dt.date(2023, 3, 1))
    funding_keys.assign(carnet.lot, first, share=Decimal("33.3333"), **WHO)
    funding_keys.assign(carnet.lot, second, rank=2, **WHO)
    spend(carnet, 1, on=dt.date(2023, 3, 20))
    spend(carnet, 2, on=dt.date(2023, 3, 21))

    counted = [of(one) for one in (first, second)]

    # 10 € of which 33.3333 %, then what is left of it and, after the end of the first, all.
    amounts = [(one.totals["passes"], one.totals["value"]) for one in counted]
    assert amounts == [(1, Decimal("3.33")), (3, Decimal("26.67"))]
    assert counted[0].totals["outside"] == Decimal("6.66")
    assert explained(counted[0])["Valeur consommée"].formula.startswith(
        "1 pass consommé, à la part que ses clés en paient"
    )
    sessions = paid_rows.PaidRows(second, Spending(programme, TODAY)).consumed().sessions()
    listed = sessions.order_by("held_on").values_list("passes", "euros")
    assert list(listed) == [(1, Decimal("6.67")), (2, Decimal("20.00"))]


def test_a_purchase_is_shared_by_conventions_in_their_order(programme):
    first = feder_convention(programme, window_end={"day": dt.date(2022, 4, 30)})
    second = feder_convention(programme)
    lot = LotFactory(programme=programme, carnets=3)
    funding_keys.assign(lot, first, share=Decimal(50), last_carnet=lot.first_carnet, **WHO)
    funding_keys.assign(lot, second, rank=2, **WHO)
    pay(programme, 100, dt.date(2022, 4, 20), lot=lot)
    pay(programme, 100, dt.date(2022, 5, 20), lot=lot)

    values = [of(one).totals["value"] for one in (first, second)]

    # A sixth for half of its first carnet; all once the days of the first are over.
    assert values == [Decimal("16.67"), Decimal("183.33")]


def test_the_only_convention_of_its_basis_counts_what_no_key_names(programme):
    alone = state_convention(programme)
    feder_convention(programme)
    ConventionFactory(programme=programme, title="Projet")
    carnet = handed_out_carnet(DepotFactory(programme=programme, carnets=1), on=dt.date(2023, 3, 1))
    spend(carnet, 3, on=dt.date(2023, 3, 31))

    found = of(alone)

    assert (found.totals["passes"], found.without_key.in_words) == (3, "")


def test_a_purchase_is_shared_by_the_carnets_that_keys_name(programme):
    first, second = feder_convention(programme), feder_convention(programme)
    lots = [LotFactory(programme=programme, carnets=3) for _ in range(3)]
    funding_keys.assign(lots[0], first, **WHO)
    funding_keys.assign(lots[1], second, last_carnet=lots[1].first_carnet, **WHO)
    funding_keys.assign(lots[1], first, first_carnet=lots[1].last_carnet, **WHO)
    for lot in lots:
        pay(programme, 100, dt.date(2022, 4, 20), lot=lot)
    pay(programme, 7, dt.date(2022, 4, 20))

    counted = [of(one) for one in (first, second)]

    # A third of 100 € for its last carnet, and a third for its first.
    values = [one.totals["value"] for one in counted]
    assert values == [Decimal("133.33"), Decimal("33.33")]
    assert [one.without_key.in_words for one in counted] == ["3\u00a0dépenses payées"] * 2


def test_engineering_that_no_key_names_is_said_and_not_lost_in_silence(programme):
    conventions = state_convention(programme), state_convention(programme)
    pay(programme, 100, dt.date(2023, 3, 1), engineering=True)

    counted = [of(one) for one in conventions]

    assert [one.totals["engineering"] for one in counted] == [0, 0]
    assert [one.without_key.in_words for one in counted] == ["1\u00a0dépense payée"] * 2


@pytest.mark.parametrize(
    "apart",
    [
        {"action_start": {"day": dt.date(2023, 9, 1)}, "action_end": {"day": dt.date(2024, 1, 1)}},
        {"basis": {"text": Basis.PURCHASED}},
        {"basis": None},
    ],
)
def test_a_convention_of_other_days_or_of_another_basis_is_no_rival(programme, apart):
    convention = state_convention(programme)
    state_convention(programme, **apart)

    assert of(convention).without_key.in_words == ""
    carnet = handed_out_carnet(DepotFactory(programme=programme, carnets=1), on=dt.date(2023, 3, 1))
    spend(carnet, 3, on=dt.date(2023, 3, 31))
    assert of(convention).totals["passes"] == 3


def test_neither_an_abandoned_avenant_nor_a_later_vote_makes_a_rival(programme):
    convention, feder = state_convention(programme), feder_convention(programme)
    avenant = AvenantFactory(convention=state_convention(programme, basis=None))
    basis = {"kind": ClauseKind.BASIS, "day": None, "text": Basis.CONSUMED}
    ClauseFactory(convention=avenant.convention, avenant=avenant, **basis)
    later = ConventionFactory(programme=programme, voted=True, voted_on=dt.date(2023, 6, 1))
    ClauseFactory(convention=later, **basis)
    carnet = handed_out_carnet(DepotFactory(programme=programme, carnets=1), on=dt.date(2023, 3, 1))
    spend(carnet, 3, on=dt.date(2023, 3, 31))

    assert of(convention).totals["passes"] == 3
    assert of(feder).without_key.in_words == ""
    assert of(convention, dt.date(2023, 6, 2)).totals["passes"] == 0


def test_the_only_convention_leaves_a_former_one_what_its_keys_name(programme):
    former = state_convention(programme, action_end={"day": dt.date(2022, 12, 31)})
    convention = state_convention(programme, action_start={"day": dt.date(2023, 1, 1)})
    lot = LotFactory(programme=programme, carnets=4)
    funding_keys.assign(lot, former, last_carnet=lot.first_carnet, **WHO)
    pay(programme, 100, dt.date(2023, 3, 1), engineering=True, lot=lot)

    assert of(convention).totals["engineering"] == Decimal("75.00")


def test_an_advance_and_a_convention_of_consumed_passes_do_not_count_the_same_pass(programme):
    conventions = advanced(programme), state_convention(programme)
    carnet = handed_out_carnet(DepotFactory(programme=programme, carnets=1), on=dt.date(2023, 3, 1))
    spend(carnet, 3, on=dt.date(2023, 3, 31))
    assert [of(one).totals["passes"] for one in conventions] == [0, 0]

    key = funding_keys.assign(carnet.lot, conventions[0], **WHO)

    assert key.basis == Basis.CONSUMED
    assert [of(one).totals["passes"] for one in conventions] == [3, 0]
