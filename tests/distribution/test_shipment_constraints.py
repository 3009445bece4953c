"""What the database refuses of shipments, whatever writes to it."""

import datetime as dt

import pytest

from distribution.enums import LineKind, ShipmentState
from distribution.models import Shipment
from movements import actions
from tests.distribution.attempts import line, refused, settle, without
from tests.factories.accounts import NOON
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, shipment_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(depot, other):
    return shipment_of(depot, other, ranges=[(1, 2)])


@pytest.fixture
def transit(sent):
    return sent.programme.depots.get(kind="transit")


def change(sent):
    return Shipment.objects.filter(pk=sent.pk).update


def copy_of(sent, **changes):
    values = {
        "programme": sent.programme,
        "number": 9,
        "source": sent.source,
        "destination": sent.destination,
        "sent_on": TODAY,
        "sent_at": NOON,
        "sent_by": "Camille Agent",
    }
    return Shipment.objects.create(**values | changes)


def test_a_shipment_goes_between_two_stores_of_its_programme(sent, transit):
    refused("shipment_between_stores", copy_of, sent, destination=DepotFactory())
    refused("shipment_between_stores", copy_of, sent, destination=transit)
    refused("shipment_number_unique", copy_of, sent, number=sent.number)
    without("shipment_between_stores", "distribution_shipment")
    refused("shipment_goes_somewhere", copy_of, sent, destination=sent.source)


@pytest.mark.parametrize("state", ["sent", "to_settle", "closed", "cancelled"])
def test_the_state_of_a_shipment_says_what_is_left_of_it(sent, state):
    answered = {"answered_on": TODAY, "answered_at": NOON}
    told = answered if state in ("to_settle", "closed") else {}
    told |= {"rest": "missing", "reason": "Paquet ouvert"} if state == "to_settle" else {}
    refused("shipment_adds_up", copy_of, sent, state=state, **told)
    if state in ("closed", "cancelled"):
        refused("shipment_adds_up", change(sent), state=state, **told)
    if state == "to_settle":
        actions.receive(sent, ranges=[(1, 2)], on=TODAY, **JOURNAL)
        without("shipment_goes_forward", "distribution_shipment")
        refused("shipment_adds_up", change(sent), state=state, **told)


def test_what_was_sent_is_kept(sent):
    for changes in ({"number": 8}, {"sent_on": dt.date(2023, 5, 1)}, {"note": "autre"}):
        refused("shipment_keeps_what_was_sent", change(sent), **changes)
    refused("number_kept", Shipment.objects.filter(pk=sent.pk)._raw_delete, "default")


def test_a_shipment_never_goes_back_and_is_answered_once(sent):
    actions.receive(sent, ranges=[(1, 1)], rest="missing", reason="Ouvert", on=TODAY, **JOURNAL)
    settle()
    refused("shipment_goes_forward", change(sent), reason="autre")
    back = {"answered_on": None, "answered_at": None, "rest": "", "reason": ""}
    refused("shipment_goes_forward", change(sent), state=ShipmentState.SENT, **back)
    refused("shipment_goes_forward", change(sent), state=ShipmentState.CANCELLED)
    actions.settle(sent, ranges=[(2, 2)], on=TODAY, **JOURNAL)
    refused("shipment_goes_forward", change(sent), state=ShipmentState.TO_SETTLE)


def test_an_answer_has_its_day_and_what_is_left_its_reason(sent):
    closed = {"state": "closed", "answered_on": TODAY, "answered_at": NOON}
    refused("shipment_answered_on", change(sent), **closed | {"answered_on": None})
    refused("shipment_answered_at", change(sent), **closed | {"answered_at": None})
    refused("shipment_rest_has_its_reason", change(sent), **closed, rest="missing")
    refused("shipment_rest_has_its_reason", change(sent), reason="Paquet ouvert")
    without("shipment_adds_up", "distribution_shipment")
    to_settle = closed | {"state": "to_settle"}
    refused("shipment_to_settle_says_what_is_left", change(sent), **to_settle)


RIGHT = "stock_line_follows_its_shipment"


def test_carnets_enter_the_transit_in_a_shipment_from_its_source_alone(sent, transit, depot, other):
    to = {"kind": LineKind.DISPATCH, "shipment": sent}
    refused(RIGHT, line, depot, transit, 3, 3)
    refused(RIGHT, line, depot, other, 3, 3, **to)
    refused(RIGHT, line, depot, other, 3, 3, shipment=sent)
    refused(RIGHT, line, depot, other, 3, 3, kind=LineKind.RETURN)
    actions.receive(sent, ranges=[(1, 2)], on=TODAY, **JOURNAL)
    refused(RIGHT, line, other, transit, 1, 1, **to)
    refused(RIGHT, line, depot, transit, 3, 3, **to)


def test_carnets_leave_the_transit_to_one_end_of_their_shipment(sent, transit, depot, other):
    third = DepotFactory(programme=depot.programme)
    named = {"shipment": sent}
    refused(RIGHT, line, transit, other, 1, 2)
    refused(RIGHT, line, transit, other, 1, 2, **named)
    refused(RIGHT, line, transit, third, 1, 2, kind=LineKind.RECEIPT, **named)
    refused(RIGHT, line, transit, depot, 1, 2, kind=LineKind.RECEIPT, **named)
    refused(RIGHT, line, transit, other, 1, 2, kind=LineKind.RETURN, **named)
    elsewhere = shipment_of()
    refused(RIGHT, line, transit, other, 1, 2, kind=LineKind.RECEIPT, shipment=elsewhere)


def test_what_was_not_received_comes_back_after_the_count(depot, other):
    sent = shipment_of(depot, other, on=dt.date(2023, 5, 1))
    actions.receive(sent, ranges=[], rest="missing", reason="Ouvert", on=TODAY, **JOURNAL)
    transit, back = sent.programme.depots.get(kind="transit"), {"moved_on": dt.date(2023, 5, 2)}
    refused(RIGHT, line, transit, depot, 1, 2, kind=LineKind.RETURN, shipment=sent, **back)


def test_a_shipment_takes_its_own_carnets_out_of_the_transit(sent, transit, depot, other):
    second = shipment_of(depot, other, ranges=[(3, 3)])
    name = "stock_line_takes_its_own_carnets"
    refused(name, line, transit, other, 1, 1, kind=LineKind.RECEIPT, shipment=second)
    refused(name, line, transit, other, 2, 3, kind=LineKind.RECEIPT, shipment=sent)


def test_a_programme_has_one_transit(transit):
    refused(
        "depot_one_exit_of_each_kind",
        DepotFactory,
        programme=transit.programme,
        kind="transit",
        code="autre",
    )
