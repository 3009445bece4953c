"""Rule 1 in the database: numbers that follow each other, and one holder for each carnet."""

import datetime as dt

import pytest

from distribution.enums import DepotKind
from distribution.models import Carnet, Depot, Lot, Order, Pass
from tests.distribution.attempts import copy_of, refused, sql, without
from tests.factories.distribution import DepotFactory, hand_out

pytestmark = pytest.mark.django_db


def test_a_lot_that_follows_is_taken(lot):
    assert copy_of(lot).first_carnet == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"first_carnet": 5, "last_carnet": 6},
        {"first_carnet": 3, "last_carnet": 4},
        {"first_serial": 32, "last_serial": 51},
        {"first_serial": 30, "last_serial": 49},
    ],
    ids=["carnet hole", "carnet twice", "serial hole", "serial twice"],
)
def test_a_series_has_no_hole_and_no_overlap(lot, changes):
    refused("lot_series_continuous", copy_of, lot, **changes)


def test_two_lots_of_an_order_never_have_the_same_code(lot):
    refused("lot_code_unique", copy_of, lot, code=lot.code)


def test_the_first_numbers_of_two_lots_differ_even_without_the_trigger(lot):
    without("lot_series_continuous", "distribution_lot")
    refused("lot_first_serial_unique", copy_of, lot, first_serial=1, last_serial=20)
    refused("lot_first_carnet_unique", copy_of, lot, first_carnet=1, last_carnet=2)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"passes_per_carnet": 7, "last_serial": 44}, "lot_carnets_of_5_or_10"),
        ({"last_serial": 51}, "lot_ranges_agree"),
        ({"last_carnet": 3, "last_serial": 30}, "lot_ranges_agree"),
    ],
)
def test_the_ranges_of_a_lot_agree(lot, changes, name):
    refused(name, copy_of, lot, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"key_id": 9},
        {"passes_per_carnet": 5, "last_serial": 15},
        {"last_carnet": 4, "last_serial": 40},
        {"programme": None},
    ],
)
def test_the_numbers_of_a_lot_never_change(lot, changes):
    if "programme" in changes:
        changes = {"programme": DepotFactory().programme}
    refused("lot_ranges_kept", Lot.objects.filter(pk=lot.pk).update, **changes)


def test_a_number_of_carnet_or_of_pass_exists_once(lot, depot):
    carnet = lot.carnets.first()
    supplier = Depot.objects.get(kind=DepotKind.SUPPLIER)
    twice = {"programme": depot.programme, "lot": lot, "depot": supplier}
    refused("carnet_number_unique", Carnet.objects.create, number=carnet.number, **twice)
    numbered = {"programme": depot.programme, "carnet": carnet}
    refused("pass_serial_unique", Pass.objects.create, serial=1, **numbered)
    refused("pass_serial_positive", Pass.objects.create, serial=0, **numbered)
    refused("pass_state_known", Pass.objects.create, serial=99, state="eaten", **numbered)


def test_a_pass_is_of_its_carnet(lot):
    order_of_two = copy_of(lot)
    carnet = Carnet.objects.create(
        programme=lot.programme,
        lot=order_of_two,
        number=order_of_two.first_carnet,
        depot=Depot.objects.get(kind=DepotKind.SUPPLIER),
    )
    numbered = {"programme": lot.programme, "carnet": carnet}
    foreign = {"programme": DepotFactory().programme}
    first = order_of_two.first_serial
    refused("pass_of_its_carnet", Pass.objects.create, serial=first + 10, **numbered)
    refused("pass_of_its_carnet", Pass.objects.create, serial=first + 99, **numbered)
    refused("pass_of_its_carnet", Pass.objects.create, serial=first, **numbered | foreign)
    assert Pass.objects.create(serial=first + 9, **numbered)


def test_a_number_is_kept_for_ever(lot):
    carnets, passes = Carnet.objects.filter(number=1), Pass.objects.filter(serial=1)
    other_programme = DepotFactory().programme
    refused("number_kept", carnets.update, number=99)
    refused("number_kept", carnets.update, lot=copy_of(lot))
    refused("number_kept", carnets.update, programme=other_programme)
    refused("number_kept", passes.update, serial=99)
    refused("number_kept", passes.update, programme=other_programme)
    refused("number_kept", passes.update, carnet=Carnet.objects.get(number=2))


def test_carnets_and_passes_are_never_deleted(lot):
    refused("number_kept", sql, "DELETE FROM distribution_pass WHERE serial = 1")
    without("pass_never_deleted", "distribution_pass")
    Pass.objects.filter(carnet__number=1).delete()
    refused("number_kept", sql, "DELETE FROM distribution_carnet WHERE number = 1")


def test_a_carnet_has_exactly_one_holder(depot):
    given = hand_out(depot)
    in_stock, handed = Carnet.objects.filter(number=2), Carnet.objects.filter(number=1)
    refused("carnet_has_one_holder", in_stock.update, hand_out=given)
    refused("carnet_has_one_holder", in_stock.update, depot=None, state="lost")
    refused("carnet_in_stock_is_in_a_depot", in_stock.update, depot=None, hand_out=given)
    refused("carnet_in_stock_is_in_a_depot", handed.update, state="in_stock")
    refused("carnet_handed_out_has_its_hand_out", in_stock.update, state="handed_out")


def test_a_new_carnet_begins_at_its_supplier(lot, depot):
    refused(
        "carnet_begins_at_supplier",
        Carnet.objects.create,
        programme=depot.programme,
        lot=lot,
        number=99,
        depot=depot,
    )


def test_a_programme_has_one_order_of_a_number_and_one_depot_of_a_code(lot, depot):
    order = Order.objects.filter(pk=lot.order_id).values().get()
    order.pop("id")
    order.pop("public_id")
    refused("order_number_unique", Order.objects.create, **order)
    late = order | {"number": "autre", "valid_until": dt.date(2020, 1, 1)}
    refused("order_validity_in_order", Order.objects.create, **late)
    refused("depot_code_unique", DepotFactory, programme=depot.programme, code=depot.code)


def test_a_programme_has_one_exit_of_each_kind(depot):
    hand_out(depot)
    again = {"programme": depot.programme, "code": "encore", "name": "Encore"}
    refused("depot_one_exit_of_each_kind", Depot.objects.create, kind="beneficiaries", **again)
