"""Depots, transfers, losses, reversals, and the balance that they leave."""

import datetime as dt

import pytest

from accounts.enums import Role
from audit.models import Event
from conventions.enums import ParticipationKind
from distribution.actions import ledger, stock
from distribution.enums import DepotKind
from distribution.models import Carnet, Depot, Order, StockLine
from tests.distribution.attempts import move
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.conventions import ProgrammeFactory
from tests.factories.distribution import (
    DELIVERED,
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    hand_out,
)

pytestmark = pytest.mark.django_db


def lose(depot, first, last, **changes):
    what = {"on": TODAY, "reason": "Vol déclaré le 15 mai", **changes}
    return stock.declare_lost(depot, first_carnet=first, last_carnet=last, **what, **JOURNAL)


def reverse(line, **changes):
    return stock.reverse(line, **{"on": TODAY, "reason": "Erreur", **changes}, **JOURNAL)


def balance(depot, on=None):
    found = Depot.objects.with_balance(on).get(pk=depot.pk)
    return found.came_in_passes, found.went_out_passes, found.here_passes, found.here_euros


def open_depot(programme, **changes):
    values = {
        "code": "centre",
        "name": "Centre social",
        "kind": DepotKind.DISTRIBUTOR,
        "organisation": OrganisationFactory(),
    }
    return stock.open_depot(programme, **values | changes, **JOURNAL)


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
    with pytest.raises(stock.DepotTaken):
        open_depot(programme)


@pytest.mark.parametrize("kind", [DepotKind.SUPPLIER, DepotKind.BENEFICIARIES, DepotKind.LOST])
def test_only_stores_are_opened(kind):
    with pytest.raises(stock.NotAStore):
        open_depot(ProgrammeFactory(), kind=kind)


def test_a_transfer_moves_a_range(depot, other):
    line = move(depot, other, 2, 3)
    assert (line.carnets, line.passes, line.amount) == (2, 20, 200)
    assert list(other.carnets.order_by("number").values_list("number", flat=True)) == [2, 3]
    assert balance(depot) == (30, 20, 10, 100)
    assert balance(other) == (20, 0, 20, 200)
    assert Event.objects.get(verb="stock.transfer").details["carnets"] == 2


def test_a_balance_is_known_at_any_day(depot, other):
    move(depot, other, 2, 3)
    assert balance(depot, DELIVERED - dt.timedelta(days=1)) == (0, 0, 0, 0)
    assert balance(depot, TODAY - dt.timedelta(days=1)) == (30, 0, 30, 300)
    assert balance(depot, TODAY) == (30, 20, 10, 100)


@pytest.mark.parametrize(("first", "last"), [(1, 4), (4, 4), (3, 2)])
def test_a_depot_gives_what_it_holds_only(depot, other, first, last):
    with pytest.raises(ledger.NotInDepot, match="ne détient pas"):
        move(depot, other, first, last)


def test_a_transfer_stays_between_the_stores_of_a_programme(depot, other):
    exit_depot = hand_out(depot).lines.get().destination
    with pytest.raises(ledger.NotInDepot):
        move(depot, exit_depot, 2, 2)
    with pytest.raises(ledger.OtherProgramme):
        move(depot, DepotFactory(), 2, 2)
    with pytest.raises(stock.SameDepot):
        move(depot, depot, 2, 2)


def test_a_move_never_precedes_the_last_one(depot, other):
    with pytest.raises(ledger.TooEarly, match="24\u00a0octobre\u00a02022"):
        move(depot, other, 1, 1, on=dt.date(2022, 10, 23))


def test_lost_carnets_leave_the_stock(depot):
    lose(depot, 1, 2)
    assert balance(depot) == (30, 20, 10, 100)
    assert set(Carnet.objects.filter(number__lte=2).values_list("state", flat=True)) == {"lost"}


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [("", stock.ReasonMissing), ("vol chez 1 94 06 62 041 123", stock.NirFound)],
)
def test_a_loss_says_why_without_any_nir(depot, reason, refusal):
    with pytest.raises(refusal):
        lose(depot, 1, 1, reason=reason)


def test_a_transfer_or_a_loss_is_reversed_once(depot, other):
    for line in (move(depot, other, 1, 2), lose(depot, 3, 3)):
        back = reverse(line)
        assert (back.reverses, back.source, back.destination) == (line, line.destination, depot)
        with pytest.raises(stock.NotReversible):
            reverse(line)
        with pytest.raises(stock.NotReversible):
            reverse(back)
    assert Carnet.objects.held_by(depot).count() == 3


def test_a_delivery_is_not_reversed(depot):
    with pytest.raises(stock.NotReversible):
        reverse(depot.lines_in.get())


def test_carnets_that_moved_since_are_not_taken_back(depot, other):
    line = move(depot, other, 1, 2)
    move(other, depot, 2, 2)
    with pytest.raises(stock.MovedSince):
        reverse(line)
    given = hand_out(depot, first_carnet=3)
    reverse(given.lines.get())
    lost = lose(depot, 3, 3)
    assert reverse(lost)


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
    assert not Depot.objects.outside().exists()
    LotFactory(depot=depot, state="ordered")
    assert Depot.objects.outside().get().kind == DepotKind.SUPPLIER
