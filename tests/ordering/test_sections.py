"""Depots and orders of a programme file."""

import copy
import datetime as dt

import pytest

from accounts.models import Organisation
from audit.actors import SYSTEM
from common.programme_file import Context, Entry, Fault
from distribution.models import Depot, Lot, Order, Pass
from distribution.sections import DEPOTS
from ordering.sections import ORDERS
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db

DEPOT = {"code": "regie", "name": "Régie", "kind": "regie", "organisation": "departement"}
ORDER = {
    "number": "2022-01",
    "supplier": "imprimeur",
    "ordered_on": dt.date(2022, 9, 12),
    "valid_from": dt.date(2022, 11, 1),
    "valid_until": dt.date(2023, 12, 31),
    "lots": [
        {
            "code": "lot-1",
            "carnets": 3,
            "passes_per_carnet": 10,
            "territory": ["62"],
            "delivered_on": dt.date(2022, 10, 24),
            "delivered_to": "regie",
            "activated_on": dt.date(2022, 11, 7),
            "mandat_number": "2022-456",
        },
        {"code": "lot-2", "carnets": 2, "passes_per_carnet": 5},
    ],
}


@pytest.fixture
def context():
    programme = ProgrammeFactory()
    found = Context(SYSTEM, NOON, programme)
    found.keep(programme.authority, "departement")
    found.keep(OrganisationFactory(), "imprimeur")
    return found


def load(context, order=ORDER, depot=DEPOT):
    context.added.clear()
    DEPOTS.load(Entry("depots[1]", depot), context.programme, context)
    ORDERS.load(Entry("orders[1]", order), context.programme, context)
    return list(context.added)


def changed(**lot):
    order = copy.deepcopy(ORDER)
    order["lots"][0].update(lot)
    return order


def without(*keys):
    order = copy.deepcopy(ORDER)
    for key in keys:
        del order["lots"][0][key]
    return order


def test_a_depot_and_an_order_are_loaded_as_far_as_the_file_says(context):
    assert len(load(context)) == 4
    first, second = Lot.objects.order_by("first_carnet")
    assert (first.state, first.mandat_number, second.state) == ("active", "2022-456", "ordered")
    assert Pass.objects.count() == 40
    assert Depot.objects.get(code="regie").carnets.count() == 3


def test_the_same_file_twice_changes_nothing(context):
    load(context)
    assert load(context) == []
    assert (Order.objects.count(), Depot.objects.count()) == (1, 2)


def test_what_a_later_file_adds_is_applied(context):
    load(context, without("activated_on", "mandat_number", "delivered_on", "delivered_to"))
    assert len(load(context, without("activated_on", "mandat_number"))) == 1
    assert len(load(context)) == 1
    assert load(context, without("activated_on", "mandat_number")) == []


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (changed(carnets=4), "carnets"),
        (changed(passes_per_carnet=5), "passes_per_carnet"),
        (changed(code="lot-9"), "lots[1].code"),
        (changed(delivered_on=dt.date(2022, 10, 25)), "delivered_on"),
        (changed(delivered_to="centre"), "delivered_to"),
        (changed(mandat_number="2022-457"), "mandat_number"),
        (changed(territory=[]), "territory"),
        (ORDER | {"valid_until": dt.date(2024, 1, 1)}, "valid_until"),
    ],
)
def test_a_difference_is_refused_and_shown(context, order, key):
    load(context)
    centre = {**DEPOT, "code": "centre", "kind": "distributor", "organisation": "imprimeur"}
    DEPOTS.load(Entry("depots[2]", centre), context.programme, context)
    with pytest.raises(Fault, match="déjà enregistré") as refused:
        load(context, order)
    assert refused.value.path.endswith(key)


def test_a_depot_that_differs_is_refused(context):
    load(context)
    with pytest.raises(Fault, match="Régie d’Arras"):
        load(context, depot=DEPOT | {"name": "Régie d’Arras"})


@pytest.mark.parametrize(
    ("order", "key"),
    [
        (without("mandat_number"), "activated_on"),
        (without("activated_on"), "mandat_number"),
        (without("delivered_to"), "delivered_on"),
        (without("delivered_on", "delivered_to"), ""),
        (changed(activated_on=dt.date(2022, 1, 1)), ""),
        (ORDER | {"valid_until": dt.date(2021, 1, 1)}, "valid_until"),
    ],
)
def test_a_refusal_has_its_place_in_the_file(context, order, key):
    with pytest.raises(Fault) as refused:
        load(context, order)
    assert refused.value.path.endswith(key)
    assert refused.value.path.startswith("orders[1]")


def test_the_organisation_of_a_distributor_reaches_the_programme(context):
    load(context)
    centre = {**DEPOT, "code": "centre", "kind": "distributor", "organisation": "imprimeur"}
    DEPOTS.load(Entry("depots[2]", centre), context.programme, context)
    (participation,) = context.programme.participations.all()
    assert participation.organisation == context.rows[Organisation, "imprimeur"]
