"""Rules 2, 3 and 9 in the database: what the ledger, the lots and the hand-outs refuse."""

import datetime as dt

import pytest

from distribution.actions import ledger
from distribution.enums import DepotKind, LineKind
from distribution.models import Carnet, Depot, HandOut, Lot, Pass, StockLine
from tests.distribution.attempts import line, move, refused, without
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import (
    ACTIVE,
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    hand_out,
    handed_out_carnet,
)

pytestmark = pytest.mark.django_db


def test_a_line_gives_its_carnets_to_its_destination(depot, other):
    refused("stock_line_gives_its_carnets", line, depot, other, 1, 3)
    exit_depot = hand_out(depot).lines.get().destination
    refused("stock_line_gives_its_carnets", line, depot, exit_depot, 2, 2)
    assert move(depot, other, 2, 3).carnets == 2


def test_a_line_is_refused_when_its_source_does_not_hold_the_whole_range(depot, other):
    move(depot, other, 2, 2)
    for first, last in ((1, 3), (2, 2), (3, 4), (9, 9)):
        refused("stock_line_source_holds_range", line, depot, other, first, last)
    foreign = DepotFactory(carnets=3)
    mine = {"programme": depot.programme}
    refused("stock_line_source_holds_range", line, foreign, other, 1, 1, **mine)


def test_a_line_counts_its_carnets_and_its_passes(depot, other):
    refused("stock_line_counts_its_passes", line, depot, other, 1, 2, passes=19)
    refused("stock_line_source_holds_range", line, depot, other, 1, 2, carnets=3)
    without("stock_line_source_holds_range", "distribution_stockline")
    refused("stock_line_counts_its_range", line, depot, other, 1, 2, carnets=3)
    refused("stock_line_counts_its_range", line, depot, other, 2, 1, carnets=0)


def test_a_line_goes_somewhere(depot):
    refused("stock_line_goes_somewhere", line, depot, depot)


def test_a_line_of_a_hand_out_names_it(depot, other):
    refused("stock_line_hand_out_tied", line, depot, other, kind=LineKind.HAND_OUT)


def test_a_reversal_names_its_line_and_nothing_else_does(depot, other):
    first = depot.lines_in.get()
    refused("stock_line_reversal_tied", line, depot, other, reverses=first)
    without("stock_line_reversal_mirrors", "distribution_stockline")
    refused("stock_line_reversal_tied", line, depot, other, kind=LineKind.REVERSAL)


def test_lines_and_hand_outs_are_never_changed_nor_deleted(depot):
    hand_out(depot)
    for model in (StockLine, HandOut):
        rows, table = model.objects.filter(passes__gt=0), model._meta.db_table
        refused(f"append-only: UPDATE of {table} refused", rows.update, passes=1)
        refused(f"append-only: DELETE of {table} refused", rows._raw_delete, "default")


def test_the_holder_of_a_carnet_is_where_the_ledger_put_it(depot, other):
    held = Carnet.objects.filter(number=1)
    refused("carnet_holder_follows_ledger", held.update, depot=other)
    handed = handed_out_carnet(depot, first_carnet=2)
    back = Carnet.objects.filter(pk=handed.pk).update
    refused("carnet_holder_follows_ledger", back, state="in_stock", depot=depot, hand_out=None)
    to_hand_out = {"state": "handed_out", "depot": None, "hand_out": handed.hand_out}
    refused("carnet_holder_follows_ledger", held.update, **to_hand_out)


def test_a_carnet_without_a_line_stays_at_its_supplier(depot):
    LotFactory.order(depot.programme, 1, 10)
    fresh = Carnet.objects.filter(number=4)
    refused("carnet_holder_follows_ledger", fresh.update, depot=depot)


def test_a_line_never_precedes_the_last_one_of_its_carnets(depot, other):
    early = dt.date(2022, 10, 23)
    refused("stock_line_in_order_of_days", line, depot, other, moved_on=early)
    assert move(depot, other, 1, 1, on=dt.date(2022, 10, 24))


@pytest.fixture
def moved(depot, other):
    """A transfer of the first two carnets, and what reverses it."""
    first = move(depot, other, 1, 2)
    return {
        "kind": LineKind.REVERSAL,
        "reverses": first,
        "source": other,
        "destination": depot,
        "first": 1,
        "last": 2,
    }


def test_a_reversal_sends_back_the_same_range_once(depot, other, moved):
    third = DepotFactory(programme=depot.programme)
    refused("stock_line_reversal_mirrors", line, **moved | {"last": 1})
    refused("stock_line_reversal_mirrors", line, **moved | {"destination": third})
    refused("stock_line_reversal_mirrors", line, **moved | {"amount": 1})
    ledger.reverse(moved["reverses"], on=TODAY, reason="Erreur", **JOURNAL)
    without("stock_line_source_holds_range", "distribution_stockline")
    refused("distribution_stockline_reverses_id_key", line, **moved)


# Rule 3 and rule 9: handed out <= active, and never more than the decision grants.


def given_to(depot, **changes):
    decision = DecisionFactory(person=PersonFactory(programme=depot.programme))
    values = {
        "programme": depot.programme,
        "decision": decision,
        "depot": depot,
        "passes": 10,
        "handed_on": TODAY,
        "handed_at": NOON,
        "handed_by": "Camille Agent",
        "receipt_year": 2023,
        "receipt_number": 9000,
    }
    return HandOut.objects.create(**values | changes)


def test_a_hand_out_gives_by_the_ledger_what_it_states(depot):
    refused("hand_out_adds_up", given_to, depot)
    given = hand_out(depot)
    refused("hand_out_of_something", given_to, depot, passes=0)
    number = {"receipt_number": given.receipt_number}
    refused("hand_out_receipt_unique", given_to, depot, **number)


def test_a_hand_out_stays_within_its_decision(depot):
    given = hand_out(depot)
    more = {"decision": given.decision, "passes": 1}
    refused("hand_out_within_decision", given_to, depot, **more)
    refused("hand_out_within_decision", given_to, depot, passes=11)
    nothing = DecisionFactory(person=PersonFactory(programme=depot.programme), refused=True)
    refused("hand_out_within_decision", given_to, depot, decision=nothing)


@pytest.mark.parametrize("state", ["ordered", "delivered", "proposed"])
def test_a_carnet_of_a_lot_that_is_not_active_is_never_handed_out(depot, state):
    given = hand_out(depot)
    LotFactory(depot=depot, carnets=1, state=state)
    change = Carnet.objects.filter(number=4).update
    to_person = {"state": "handed_out", "depot": None, "hand_out": given}
    refused("carnet_handed_out_is_active", change, **to_person)


def test_a_line_hands_out_active_carnets_only_from_their_service_on(depot):
    given = hand_out(depot)
    exit_depot = Depot.objects.get(programme=depot.programme, kind=DepotKind.BENEFICIARIES)
    LotFactory(depot=depot, carnets=1, state="delivered")
    handed = {"kind": LineKind.HAND_OUT, "hand_out": given}
    refused("stock_line_hands_out_active", line, depot, exit_depot, 4, 4, **handed)
    before = handed | {"moved_on": ACTIVE - dt.timedelta(days=1)}
    refused("stock_line_hands_out_active", line, depot, exit_depot, 2, 2, **before)


def test_an_active_lot_has_its_mandat(lot):
    change = Lot.objects.filter(pk=lot.pk).update
    without("lot_goes_forward", "distribution_lot")
    refused("lot_active_has_its_mandat", change, mandat_number="")


@pytest.mark.parametrize(
    "field",
    [f"{act}_{when}" for act in ("delivered", "proposed", "activated") for when in ("on", "at")],
)
def test_the_dates_of_a_lot_are_tied_to_its_state(lot, field):
    without("lot_goes_forward", "distribution_lot")
    refused(f"lot_{field}", Lot.objects.filter(pk=lot.pk).update, **{field: None})


def test_a_lot_never_goes_back(lot, depot):
    back = {"state": "delivered", "activated_on": None, "activated_at": None}
    change = Lot.objects.filter(pk=lot.pk).update
    refused("lot_goes_forward", change, **back)
    refused("lot_goes_forward", change, activated_on=dt.date(2022, 1, 1))
    refused("lot_goes_forward", change, mandat_number="autre")
    delivered = LotFactory(depot=depot, carnets=1, state="delivered")
    change = Lot.objects.filter(pk=delivered.pk).update
    refused("lot_goes_forward", change, state="ordered", delivered_on=None, delivered_at=None)
    refused("lot_goes_forward", change, delivered_on=dt.date(2022, 1, 1))
    ordered = LotFactory(depot=depot, carnets=1, state="ordered")
    to_active = {
        "state": "active",
        "delivered_on": TODAY,
        "delivered_at": NOON,
        "activated_on": TODAY,
        "activated_at": NOON,
        "mandat_number": "1",
    }
    refused("lot_goes_forward", Lot.objects.filter(pk=ordered.pk).update, **to_active)
    proposed = {"proposed_on": TODAY, "proposed_at": NOON}
    refused("lot_goes_forward", Lot.objects.filter(pk=delivered.pk).update, **to_active, **proposed)


def test_a_lot_is_put_in_service_by_two_people():
    lot = LotFactory(state="proposed")
    to_active = {"state": "active", "activated_on": TODAY, "activated_at": NOON}
    change = Lot.objects.filter(pk=lot.pk).update
    refused("lot_put_in_service_by_two", change, **to_active)
    same = {"activated_by": lot.proposed_by_id}
    refused("lot_put_in_service_by_two", change, **to_active, **same)
    refused("lot_put_in_service_by_two", change, activated_by=lot.proposed_by_id)


@pytest.mark.parametrize("state", ["spent", "paid"])
def test_a_carnet_with_a_spent_pass_stays_with_its_person(depot, state):
    without("pass_spent_by_redemption", "distribution_pass")
    carnet = handed_out_carnet(depot)
    Pass.objects.filter(carnet=carnet, serial=3).update(state=state)
    back = {"state": "in_stock", "depot": depot, "hand_out": None}
    refused("carnet_spent_stays_handed_out", Carnet.objects.filter(pk=carnet.pk).update, **back)
