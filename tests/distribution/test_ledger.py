"""Transfers, losses, reversals, and the balance that they leave."""

import datetime as dt

import pytest

from audit.models import Event
from common.past_days import DayBeforeCause
from distribution.actions import ledger
from distribution.models import Carnet, Depot, StockLine
from distribution.readings.depots import NotInDepot, OtherProgramme
from tests.distribution.attempts import move
from tests.factories.distribution import (
    DELIVERED,
    JOURNAL,
    TODAY,
    DepotFactory,
    hand_out,
)

pytestmark = pytest.mark.django_db


def lose(depot, first, last, **changes):
    what = {"on": TODAY, "reason": "Vol déclaré le 15 mai", **changes}
    return ledger.declare_lost(depot, first_carnet=first, last_carnet=last, **what, **JOURNAL)


def reverse(line, **changes):
    return ledger.reverse(line, **{"on": TODAY, "reason": "Erreur", **changes}, **JOURNAL)


def balance(depot, on=None):
    found = Depot.objects.with_balance(on).get(pk=depot.pk)
    known = StockLine.objects.filter(moved_on__lte=on or TODAY)
    sides = [known.filter(**{side: depot}) for side in ("destination", "source")]
    passes = [sum(line.passes for line in lines) for lines in sides]
    return *passes, found.here_passes, found.here_euros


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
    with pytest.raises(NotInDepot, match="ne détient pas"):
        move(depot, other, first, last)


def test_a_transfer_stays_between_the_stores_of_a_programme(depot, other):
    exit_depot = hand_out(depot).lines.get().destination
    with pytest.raises(NotInDepot):
        move(depot, exit_depot, 2, 2)
    with pytest.raises(OtherProgramme):
        move(depot, DepotFactory(), 2, 2)
    with pytest.raises(ledger.SameDepot):
        move(depot, depot, 2, 2)


def test_a_move_never_precedes_the_last_one(depot, other):
    with pytest.raises(DayBeforeCause, match="24/10/2022"):
        move(depot, other, 1, 1, on=dt.date(2022, 10, 23))


def test_lost_carnets_leave_the_stock(depot):
    lose(depot, 1, 2)
    assert balance(depot) == (30, 20, 10, 100)
    assert set(Carnet.objects.filter(number__lte=2).values_list("state", flat=True)) == {"lost"}


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [("", ledger.ReasonMissing), ("vol chez 1 94 06 62 041 123", ledger.NirFound)],
)
def test_a_loss_says_why_without_any_nir(depot, reason, refusal):
    with pytest.raises(refusal):
        lose(depot, 1, 1, reason=reason)


def test_a_transfer_or_a_loss_is_reversed_once(depot, other):
    for line in (move(depot, other, 1, 2), lose(depot, 3, 3)):
        back = reverse(line)
        assert (back.reverses, back.source, back.destination) == (line, line.destination, depot)
        with pytest.raises(ledger.NotReversible):
            reverse(line)
        with pytest.raises(ledger.NotReversible):
            reverse(back)
    assert Carnet.objects.held_by(depot).count() == 3


def test_a_delivery_is_not_reversed(depot):
    with pytest.raises(ledger.NotReversible):
        reverse(depot.lines_in.get())


def test_carnets_that_moved_since_are_not_taken_back(depot, other):
    line = move(depot, other, 1, 2)
    move(other, depot, 2, 2)
    with pytest.raises(ledger.MovedSince):
        reverse(line)
    given = hand_out(depot, first_carnet=3)
    reverse(given.lines.get())
    lost = lose(depot, 3, 3)
    assert reverse(lost)
