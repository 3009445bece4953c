"""Whatever happens to the carnets, the ledger and the carnets agree, depot by depot."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common.errors import Refusal
from common.workflow import MoveRefused
from distribution.actions import hand_outs, ledger
from distribution.enums import STOCK
from distribution.models import Carnet, Depot, Lot, Shipment, StockLine
from distribution.readings.moves import moves
from movements import actions
from movements.readings import ranges_on_the_way
from tests.distribution.attempts import move
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import (
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    hand_out,
    shipment_of,
)

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [*("transfer", "hand_out", "loss", "reversal"), *("send", "receive", "settle")]
        ),
        st.integers(0, 2),
        st.integers(1, 8),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    min_size=5,
    max_size=20,
)


def act(depots, name, where, first, length, days):
    """One act of the programme; None when a rule refuses it."""
    on, depot = TODAY + dt.timedelta(days=days), depots[where]
    if name == "transfer":
        return move(depot, depots[(where + 1) % 3], first, first + length, on=on)
    if name == "hand_out":
        decision = DecisionFactory(person=PersonFactory(programme=depot.programme))
        return hand_outs.hand_out(decision, depot=depot, first_carnet=first, on=on, **JOURNAL)
    if name == "loss":
        return ledger.declare_lost(
            depot,
            first_carnet=first,
            last_carnet=first + length,
            on=on,
            reason="Vol",
            **JOURNAL,
        )
    if name == "send":
        return shipment_of(depot, depots[(where + 1) % 3], ranges=[(first, first + length)], on=on)
    if name in ("receive", "settle"):
        return answer(name, first, is_lost=bool(length), on=on)
    lines = list(StockLine.objects.order_by("pk"))
    return ledger.reverse(lines[first % len(lines)], on=on, reason="Erreur", **JOURNAL)


def answer(name, rank, *, is_lost, on):
    """Count the first carnets of a shipment, or take back those that were not received."""
    sent = list(Shipment.objects.order_by("pk"))[rank % 4 :][:1]
    if not sent:
        raise MoveRefused("Aucun envoi.")
    left = ranges_on_the_way(sent[0])[:1]
    if name == "receive":
        why = {"rest": "missing", "reason": "Paquet ouvert"}
        return actions.receive(sent[0], ranges=left, on=on, **why, **JOURNAL)
    return actions.settle(sent[0], ranges=left, is_lost=is_lost, reason="Vol", on=on, **JOURNAL)


def try_all(depots, acts):
    """How many acts were done; the others were refused, and changed nothing."""
    done = 0
    for one in acts:
        try:
            act(depots, *one)
        except Refusal:
            continue
        done += 1
    return done


class BalanceTest(TestCase):
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(acts=ACTS)
    def test_the_ledger_and_the_carnets_agree_after_any_acts(self, acts):
        first = DepotFactory(carnets=5)
        LotFactory(depot=first, carnets=4, size=5)
        depots = [first, *(DepotFactory(programme=first.programme) for _ in range(2))]
        try_all(depots, acts)
        held = Depot.objects.filter(kind__in=STOCK).with_balance().with_holdings()
        for depot in held:
            passes = held_passes(depot)
            assert depot.here_carnets == depot.carnets.count() == depot.held_carnets
            assert depot.here_passes == passes == depot.held_passes
            assert depot.here_euros == passes * 10
        assert not Depot.objects.out_of_balance().exists()
        last = TODAY + dt.timedelta(days=9)
        stored = sum(one.stored for one in moves(first.programme, last, [1]))
        assert stored == sum(depot.here_carnets for depot in held)
        handed = Carnet.objects.filter(hand_out__isnull=False)
        active = sum(lot.passes_count for lot in Lot.objects.filter(state="active"))
        assert sum(c.lot.passes_per_carnet for c in handed) == given_by_ledger() <= active

    def test_some_of_these_acts_are_done(self):
        first = DepotFactory(carnets=5)
        depots = [first, *(DepotFactory(programme=first.programme) for _ in range(2))]
        acts = [
            ("transfer", 0, 1, 1, 0),
            ("hand_out", 1, 2, 0, 0),
            ("loss", 0, 3, 0, 0),
            ("reversal", 0, 2, 0, 0),
            ("loss", 2, 1, 0, 0),
            ("send", 0, 4, 1, 0),
            ("receive", 0, 0, 0, 0),
            ("send", 1, 4, 0, 0),
            ("receive", 0, 1, 0, 0),
            ("settle", 0, 1, 1, 0),
        ]
        assert try_all(depots, acts) == 8

    def test_a_balance_that_is_wrong_is_found(self):
        depot = DepotFactory(carnets=2)
        hand_out(depot)
        assert not Depot.objects.out_of_balance().exists()
        other = DepotFactory(programme=depot.programme)
        carnets = Carnet.objects.filter(number=2)
        carnets.update(depot=other)
        assert set(Depot.objects.out_of_balance()) == {depot, other}
        carnets.update(depot=depot)


def held_passes(depot):
    return sum(carnet.lot.passes_per_carnet for carnet in depot.carnets.select_related("lot"))


def given_by_ledger():
    (exit_depot,) = Depot.objects.filter(kind="beneficiaries").with_balance() or [None]
    return exit_depot.here_passes if exit_depot else 0
