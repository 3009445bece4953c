"""Carnets sent to another store, counted there, and what becomes of those that are not received."""

import datetime as dt

import pytest

from audit.models import Event
from common.past_days import DayBeforeCause, DayInFuture
from common.workflow import MoveRefused
from distribution.actions import ledger
from distribution.enums import CarnetState, Rest, ShipmentState
from distribution.models import Carnet, Depot
from distribution.readings.depots import Flows, NotInDepot, OtherProgramme
from distribution.readings.moves import moves
from movements import actions
from movements.readings import ranges_on_the_way, ranges_sent
from tests.distribution.attempts import settle
from tests.factories.accounts import NOON
from tests.factories.distribution import (
    DELIVERED,
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    hand_out,
    shipment_of,
)

pytestmark = pytest.mark.django_db
WHY = {"rest": Rest.MISSING, "reason": "Paquet ouvert"}


def receive(sent, *ranges, on=TODAY, **why):
    return actions.receive(sent, ranges=ranges, on=on, **why, **JOURNAL)


def take_back(sent, *ranges, **more):
    return actions.settle(sent, ranges=ranges, **{"on": TODAY, **more}, **JOURNAL)


def numbers_of(depot):
    return list(depot.carnets.order_by("number").values_list("number", flat=True))


def transit_of(depot):
    return depot.programme.depots.get(kind="transit")


def test_carnets_that_are_sent_are_of_no_store_until_they_are_received(depot, other):
    sent = shipment_of(depot, other, ranges=[(3, 3), (1, 1)])
    settle()
    assert (sent.number, str(sent), sent.state) == (1, "Envoi n°\u00a01", ShipmentState.SENT)
    assert (numbers_of(depot), numbers_of(other)) == ([2], [])
    assert numbers_of(transit_of(depot)) == [1, 3]
    with pytest.raises(NotInDepot):
        hand_out(other)

    receive(sent, (1, 1), (3, 3))

    settle()
    sent.refresh_from_db()
    assert (sent.state, sent.answered_on) == (ShipmentState.CLOSED, TODAY)
    assert (sent.rest, sent.reason) == ("", "")
    assert numbers_of(other) == [1, 3]
    assert hand_out(other).numbers == [1]
    verbs = [one.verb for one in Event.objects.filter(verb__startswith="shipment.").order_by("pk")]
    assert verbs == ["shipment.sent", "shipment.received"]


def test_the_programme_holds_as_much_while_carnets_are_on_their_way(depot, other):
    shipment_of(depot, other)
    held = [depot, other, transit_of(depot)]
    here = Flows(held, TODAY, TODAY + dt.timedelta(days=1)).here(held, TODAY)
    assert (here.carnets, here.in_transit, here.in_depots) == (3, 2, 1)
    assert sum(move.stored for move in moves(depot.programme, TODAY, [1])) == 3
    assert not Depot.objects.out_of_balance().exists()
    Carnet.objects.filter(number=1).update(depot=depot)
    assert transit_of(depot) in Depot.objects.out_of_balance()
    Carnet.objects.filter(number=1).update(depot=transit_of(depot))


def test_part_of_a_shipment_is_received_and_the_rest_goes_back(depot, other):
    sent = shipment_of(depot, other, ranges=[(1, 3)])
    receive(sent, (2, 2), **WHY)
    sent.refresh_from_db()
    assert (sent.state, sent.rest) == (ShipmentState.TO_SETTLE, Rest.MISSING)
    assert ranges_on_the_way(sent) == [(1, 1), (3, 3)]

    sent = take_back(sent, (3, 3))
    assert sent.state == ShipmentState.TO_SETTLE
    sent = take_back(sent, (1, 1), is_lost=True, reason="Vol déclaré le 15 mai")

    settle()
    assert sent.state == ShipmentState.CLOSED
    assert (numbers_of(depot), numbers_of(other), numbers_of(transit_of(depot))) == ([3], [2], [])
    lost = Carnet.objects.get(number=1)
    assert (lost.state, lost.depot.kind) == (CarnetState.LOST, "lost")
    assert ranges_sent(sent) == [(1, 3)]
    with pytest.raises(MoveRefused):
        take_back(sent, (1, 1))


def test_a_carnet_lost_on_its_way_and_found_is_back_with_who_sent_it(depot, other):
    sent = shipment_of(depot, other, state="to_settle")
    take_back(sent, (1, 2), is_lost=True, reason="Vol")
    (loss,) = depot.lines_out.filter(kind="loss")
    ledger.reverse(loss, on=TODAY, reason="Retrouvés", **JOURNAL)
    assert numbers_of(depot) == [1, 2, 3]


def test_a_whole_shipment_is_refused(depot, other):
    sent = shipment_of(depot, other)
    sent = receive(sent, rest=Rest.REFUSED, reason="Nous n’avons rien demandé")
    assert sent.state == ShipmentState.TO_SETTLE
    assert numbers_of(other) == []


@pytest.mark.parametrize("why", [{}, {"rest": Rest.MISSING, "reason": " "}, {"reason": "Perdu"}])
def test_what_is_not_received_is_explained(depot, other, why):
    with pytest.raises(actions.ReasonMissing):
        receive(shipment_of(depot, other), (1, 1), **why)


def test_a_shipment_is_counted_once(depot, other):
    whole, part = shipment_of(depot, other), shipment_of(depot, other, ranges=[(3, 3)])
    receive(whole, (1, 2))
    receive(part, **WHY)
    for sent in (whole, part):
        with pytest.raises(MoveRefused):
            receive(sent, *ranges_on_the_way(sent), **WHY)


def test_only_the_carnets_of_the_shipment_are_received(depot, other):
    shipment_of(depot, other, ranges=[(3, 3)])
    sent = shipment_of(depot, other)
    for ranges in ([(1, 3)], [(3, 3)], [(1, 9_999_999)]):
        with pytest.raises(actions.NotInShipment, match="n°\u00a000001 à\u00a000002"):
            receive(sent, *ranges)
    sent = receive(sent, **WHY)
    for ranges in ([(3, 3)], []):
        with pytest.raises(actions.NotInShipment):
            take_back(sent, *ranges)


def test_a_shipment_that_nobody_counted_is_cancelled_by_reversals(depot, other):
    sent = shipment_of(depot, other, ranges=[(1, 1), (3, 3)])
    sent = actions.cancel(sent, on=TODAY, reason="Mauvais dépôt", **JOURNAL)
    settle()
    assert sent.state == ShipmentState.CANCELLED
    assert numbers_of(depot) == [1, 2, 3]
    assert [line.kind for line in sent.lines.order_by("pk")] == ["dispatch"] * 2 + ["reversal"] * 2
    with pytest.raises(MoveRefused):
        receive(sent, (1, 1))


def test_a_line_of_a_shipment_is_not_reversed_by_itself(depot, other):
    sent = shipment_of(depot, other)
    with pytest.raises(ledger.NotReversible):
        ledger.reverse(sent.lines.get(), on=TODAY, reason="Erreur", **JOURNAL)


def test_a_shipment_goes_between_two_stores_of_a_programme(depot, other):
    lost = ledger.declare_lost(
        depot, first_carnet=3, last_carnet=3, on=TODAY, reason="Vol", **JOURNAL
    ).destination
    with pytest.raises(ledger.SameDepot):
        shipment_of(depot, depot)
    with pytest.raises(NotInDepot):
        shipment_of(depot, lost)
    with pytest.raises(OtherProgramme):
        shipment_of(depot, DepotFactory())
    with pytest.raises(actions.NothingSent):
        shipment_of(depot, other, ranges=[])
    with pytest.raises(NotInDepot):
        shipment_of(depot, other, ranges=[(2, 3)])


def test_the_days_of_a_shipment_follow_each_other(depot, other):
    with pytest.raises(DayInFuture):
        shipment_of(depot, other, on=NOON.date() + dt.timedelta(days=1))
    with pytest.raises(DayBeforeCause):
        shipment_of(depot, other, on=DELIVERED - dt.timedelta(days=1))
    sent = shipment_of(depot, other)
    with pytest.raises(DayBeforeCause, match="doit suivre l’envoi"):
        receive(sent, on=TODAY - dt.timedelta(days=1), **WHY)


def test_the_rest_is_settled_on_the_day_of_the_count_at_the_soonest(depot, other):
    earlier = TODAY - dt.timedelta(days=2)
    sent = receive(shipment_of(depot, other, on=earlier), **WHY)
    with pytest.raises(DayBeforeCause, match="doit suivre la réception"):
        take_back(sent, (1, 2), on=earlier)
    assert take_back(sent, (1, 2)).state == ShipmentState.CLOSED


def test_what_nobody_counted_is_not_settled(depot, other):
    with pytest.raises(actions.NotReceived, match="pas encore reçu"):
        take_back(shipment_of(depot, other), (1, 2))


def test_a_store_of_any_code_leaves_the_transit_its_own(depot, other):
    for code in ("transit", "lost"):
        DepotFactory(programme=depot.programme, code=code)
    sent = shipment_of(depot, other, state="to_settle")
    take_back(sent, (1, 2), is_lost=True, reason="Vol")
    codes = depot.programme.depots.filter(kind__in=["transit", "lost"]).order_by("pk")
    assert list(codes.values_list("code", flat=True)) == ["transit-2", "lost-2"]


def test_no_text_of_a_shipment_holds_a_nir(depot, other):
    nir = "chez 1 94 06 62 041 123"
    with pytest.raises(ledger.NirFound) as found:
        shipment_of(depot, other, note=nir)
    assert found.value.field == "note"
    sent = shipment_of(depot, other)
    with pytest.raises(ledger.NirFound):
        receive(sent, rest=Rest.MISSING, reason=nir)


def test_the_shipments_of_a_programme_are_numbered_on(depot, other):
    first, second = (shipment_of(depot, other, ranges=[(n, n)]) for n in (1, 2))
    LotFactory(depot=(elsewhere := DepotFactory()), carnets=1)
    assert (first.number, second.number) == (1, 2)
    assert shipment_of(elsewhere, ranges=[(1, 1)]).number == 1
