"""Depots: how they are opened, and who sees them."""

import pytest

from accounts.enums import Role
from distribution.actions import depots
from distribution.enums import DepotKind
from distribution.models import Carnet, Depot, Order, StockLine
from programmes.enums import ParticipationKind
from tests.distribution.attempts import move
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.conventions import ProgrammeFactory
from tests.factories.distribution import (
    JOURNAL,
    DepotFactory,
    LotFactory,
)

pytestmark = pytest.mark.django_db


def open_depot(programme, **changes):
    values = {
        "code": "centre",
        "name": "Centre social",
        "kind": DepotKind.DISTRIBUTOR,
        "organisation": OrganisationFactory(),
    }
    return depots.open_depot(programme, **values | changes, **JOURNAL)


def test_the_organisation_of_a_new_distributor_takes_part_in_the_programme():
    depot = open_depot(ProgrammeFactory())
    (joined,) = depot.programme.participations.all()
    assert (joined.organisation, joined.kind) == (
        depot.organisation,
        ParticipationKind.DISTRIBUTOR,
    )


def test_a_regie_takes_part_already_and_may_have_no_organisation():
    programme = ProgrammeFactory()
    open_depot(programme, kind=DepotKind.REGIE, organisation=None)
    assert not programme.participations.exists()


def test_a_code_names_one_depot():
    programme = ProgrammeFactory()
    open_depot(programme)
    with pytest.raises(depots.DepotTaken):
        open_depot(programme)


@pytest.mark.parametrize("kind", [DepotKind.SUPPLIER, DepotKind.BENEFICIARIES, DepotKind.LOST])
def test_only_stores_are_opened(kind):
    with pytest.raises(depots.NotAStore):
        open_depot(ProgrammeFactory(), kind=kind)


def test_a_distributor_sees_its_depot_and_its_lines_only(depot, other):
    move(depot, other, 1, 1)
    third = DepotFactory(programme=depot.programme)
    user = UserFactory(role=Role.DISTRIBUTOR, organisation=other.organisation)
    assert list(Depot.objects.visible_to(user)) == [other]
    assert StockLine.objects.visible_to(user).get().destination == other
    assert Carnet.objects.visible_to(user).get().number == 1
    assert not Order.objects.visible_to(user).exists()
    stranger = UserFactory(role=Role.DISTRIBUTOR, organisation=third.organisation)
    assert not StockLine.objects.visible_to(stranger).exists()


def test_those_of_the_authority_see_all_and_those_without_the_right_nothing(depot, other):
    authority = depot.programme.authority
    regisseur = UserFactory(role=Role.REGISSEUR, organisation=authority)
    assert Depot.objects.visible_to(regisseur).count() == 3
    assert Order.objects.visible_to(regisseur).count() == 1
    administrator = UserFactory(role=Role.ADMINISTRATOR, organisation=authority)
    assert not Depot.objects.visible_to(administrator).exists()
    assert not StockLine.objects.visible_to(administrator).exists()


def test_the_suppliers_that_await_nothing_are_not_shown(depot):
    assert not Depot.objects.suppliers_and_exits().exists()
    LotFactory(depot=depot, state="ordered")
    assert Depot.objects.suppliers_and_exits().get().kind == DepotKind.SUPPLIER
