"""A funding key: a convention pays carnets of a lot, once on each basis."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from audit.actors import SYSTEM
from audit.models import Event
from common.errors import EndBeforeStart
from conventions.enums import Basis, ConventionState
from conventions.models import Convention
from finance.actions import funding_keys
from finance.actions.expenses import LotOfAnotherProgramme
from finance.models import FundingKey
from tests.factories.accounts import NOON
from tests.factories.distribution import LotFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import feder_convention, state_convention

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


@pytest.fixture
def convention(programme):
    return state_convention(programme)


@pytest.fixture
def lot(programme):
    return LotFactory(programme=programme, carnets=4)


def test_a_key_takes_the_whole_lot_and_the_basis_in_force(lot, convention):
    key = funding_keys.assign(lot, convention, **WHO)

    assert (key.first_carnet, key.last_carnet) == (lot.first_carnet, lot.last_carnet)
    assert (key.basis, key.programme, key.passes) == (Basis.CONSUMED, lot.programme, 40)
    event = Event.objects.get(verb="funding_key.assigned")
    assert event.details["convention"] == convention.code


def test_the_two_bases_may_pay_the_same_carnets(lot, convention, programme):
    funding_keys.assign(lot, convention, **WHO)
    funding_keys.assign(lot, feder_convention(programme), **WHO)

    assert FundingKey.objects.count() == 2


def test_carnets_already_paid_on_a_basis_are_refused(lot, convention, programme):
    funding_keys.assign(lot, convention, last_carnet=lot.first_carnet + 1, **WHO)
    other = state_convention(programme)

    with pytest.raises(funding_keys.AlreadyFunded, match=convention.title) as refused:
        funding_keys.assign(lot, other, first_carnet=lot.first_carnet + 1, **WHO)
    assert refused.value.field == "rank"
    funding_keys.assign(lot, other, first_carnet=lot.first_carnet + 2, **WHO)


def test_two_conventions_pay_the_same_carnets_in_their_order(lot, convention, programme):
    first = funding_keys.assign(lot, convention, share=Decimal(60), **WHO)
    second = funding_keys.assign(lot, state_convention(programme), rank=2, **WHO)

    assert [(one.rank, one.share) for one in (first, second)] == [(1, 60), (2, 100)]
    with pytest.raises(funding_keys.AlreadyFunded, match="paie déjà les carnets") as refused:
        funding_keys.assign(lot, convention, rank=3, **WHO)
    assert refused.value.field == "first_carnet"


@pytest.mark.parametrize(("first", "last"), [(-1, 0), (0, 4)])
def test_carnets_outside_the_lot_are_refused(lot, convention, first, last):
    bounds = {"first_carnet": lot.first_carnet + first, "last_carnet": lot.first_carnet + last}

    with pytest.raises(funding_keys.OutsideLot):
        funding_keys.assign(lot, convention, **bounds, **WHO)


def test_a_basis_that_is_given_is_kept_whatever_the_clauses_say(lot, convention):
    assert funding_keys.assign(lot, convention, basis="purchased", **WHO).basis == Basis.PURCHASED


def test_the_last_carnet_follows_the_first(lot, convention):
    bounds = {"first_carnet": lot.first_carnet + 2, "last_carnet": lot.first_carnet + 1}

    with pytest.raises(EndBeforeStart) as refused:
        funding_keys.assign(lot, convention, **bounds, **WHO)
    assert refused.value.field == "last_carnet"


def test_a_convention_that_does_not_say_what_it_counts_pays_nothing(lot, programme):
    with pytest.raises(funding_keys.BasisUnknown):
        funding_keys.assign(lot, state_convention(programme, basis=None), **WHO)


def test_a_draft_pays_nothing_and_a_vote_is_enough(lot, programme):
    voted = feder_convention(programme)
    draft = {"state": ConventionState.DRAFT, "voted_on": None, "deliberation": None}
    kept = {name: getattr(voted, name) for name in draft}
    Convention.objects.filter(pk=voted.pk).update(**draft)

    with pytest.raises(funding_keys.ConventionNotVoted) as refused:
        funding_keys.assign(lot, Convention.objects.get(pk=voted.pk), **WHO)

    assert (refused.value.code, refused.value.field) == ("convention_not_voted", "convention")
    Convention.objects.filter(pk=voted.pk).update(**kept)
    assert funding_keys.assign(lot, Convention.objects.get(pk=voted.pk), **WHO)


def test_a_lot_outside_the_territory_of_the_convention_is_refused(programme):
    programme.territory = ["02", "59"]
    programme.save()
    convention = state_convention(programme, territory={"text": "02, 60"})
    inside, outside = (
        LotFactory(programme=programme, state="ordered", territory=of) for of in (["02"], ["59"])
    )

    funding_keys.assign(inside, convention, **WHO)
    with pytest.raises(funding_keys.OutsideConventionTerritory, match="02, 60") as refused:
        funding_keys.assign(outside, convention, **WHO)
    assert refused.value.field == "lot"


def test_a_convention_of_another_programme_is_refused(lot):
    with pytest.raises(LotOfAnotherProgramme):
        funding_keys.assign(lot, state_convention(), **WHO)


def test_a_key_taken_back_leaves_its_trace(lot, convention):
    funding_keys.withdraw(funding_keys.assign(lot, convention, **WHO), **WHO)

    assert not FundingKey.objects.exists()
    assert Event.objects.filter(verb="funding_key.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"first": 2, "last": 1}, "funding_key_in_order"),
        ({}, "funding_key_once_per_rank"),
        ({"rank": 2}, "funding_key_once_per_convention"),
        ({"rank": 0}, "funding_key_share_and_rank"),
        ({"share": 0}, "funding_key_share_and_rank"),
        ({"share": 101}, "funding_key_share_and_rank"),
    ],
)
def test_the_database_refuses_what_the_action_does(lot, convention, changed, constraint):
    funding_keys.assign(lot, convention, **WHO)
    bounds = [lot.first_carnet + changed.pop(one, 0) for one in ("first", "last")]
    row = FundingKey(
        programme=lot.programme,
        convention=convention,
        lot=lot,
        basis=Basis.CONSUMED,
        first_carnet=bounds[0],
        last_carnet=bounds[1],
        **changed,
    )

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save()
