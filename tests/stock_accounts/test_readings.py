"""The accounts are the ledger: opening and what came in, less what went out, is closing."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from distribution.actions import hand_outs, ledger
from distribution.enums import STOCK, LineKind
from distribution.models import Depot, StockLine
from distribution.pages.accounts import NAMES
from distribution.readings.depots import DAY
from stock_accounts import enums, readings
from stock_accounts.pages import statement_of
from stock_accounts.readings import Scope
from tests.distribution.attempts import move
from tests.distribution.test_ledger_balance import ACTS, try_all
from tests.factories.distribution import (
    DELIVERED,
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    hand_out,
    shipment_of,
)

START = TODAY - dt.timedelta(days=3)


def scope_of(depot, start=START, end=TODAY, *, every=False):
    found = list(Depot.objects.filter(programme=depot.programme, kind__in=STOCK).order_by("pk"))
    depots, one = (found, None) if every else ([depot], depot)
    return Scope(depot.programme, depots, one, start, end, is_whole=every)


def account(scope):
    return readings.account_of(scope, readings.flows_of(scope))


def told(causes):
    return {one.name: one.moved.carnets for one in causes}


def sums(moved):
    return moved.carnets, moved.passes, moved.euros


def balance(scope, on):
    """What the depots hold as their own balances say."""
    rows = Depot.objects.filter(pk__in=[one.pk for one in scope.depots]).with_balance(on)
    here = [(one.here_carnets, one.here_passes, one.here_euros) for one in rows]
    return tuple(map(sum, zip(*here, strict=True)))


def from_rows(scope):
    """What came in and went out of the depots during the period, line by line."""
    own = {one.pk for one in scope.depots}
    came_in = went_out = 0
    for line in StockLine.objects.filter(moved_on__range=(scope.start, scope.end)):
        gains, loses = line.destination_id in own, line.source_id in own
        came_in += line.passes if gains and not loses else 0
        went_out += line.passes if loses and not gains else 0
    return came_in, went_out


def held_numbers(depot, on):
    """The numbers that a depot holds at the end of a day, line by line."""
    found = set()
    for line in StockLine.objects.filter(moved_on__lte=on).order_by("pk"):
        numbers = range(line.first_carnet, line.last_carnet + 1)
        found -= set(numbers) if line.source_id == depot.pk else set()
        found |= set(numbers) if line.destination_id == depot.pk else set()
    return found


class AccountTest(TestCase):
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(acts=ACTS, since=st.integers(-1, 3), days=st.integers(0, 3))
    def test_it_is_what_the_rows_and_the_balances_say(self, acts, since, days):
        first = DepotFactory(carnets=5)
        LotFactory(depot=first, carnets=4, size=5)
        depots = [first, *(DepotFactory(programme=first.programme) for _ in range(2))]
        try_all(depots, acts)
        start = TODAY + dt.timedelta(days=since)
        end = start + dt.timedelta(days=days)
        scopes = [scope_of(one, start, end) for one in depots]
        for scope in [*scopes, scope_of(first, start, end, every=True)]:
            found = account(scope)
            assert sums(found.opening) == balance(scope, start - DAY)
            assert sums(found.closing) == balance(scope, end)
            assert (found.total_in.passes, found.total_out.passes) == from_rows(scope)
            assert min((one.moved.carnets for one in found.came_in), default=1) > 0
            assert min((one.moved.carnets for one in found.went_out), default=1) > 0
        for scope in scopes:
            said = statement_of(scope, with_rows=True)
            assert sum(one.came_in for one in said.movements) == said.account.total_in.passes
            assert sum(one.went_out for one in said.movements) == said.account.total_out.passes
            balances = [said.account.opening.passes, *(one.balance for one in said.movements)]
            assert balances[-1] == said.account.closing.passes
            for held, on in ((said.before, start - DAY), (said.after, end)):
                numbers = [n for one in held for n in range(one.first, one.last + 1)]
                assert sorted(numbers) == numbers
                assert {*numbers} == held_numbers(scope.depot, on)
            assert sum(one.passes for one in said.after) == said.account.closing.passes
            assert sum(one.euros for one in said.after) == said.account.closing.euros
            assert said.change == said.account.closing.euros - said.account.opening.euros


@pytest.mark.django_db
def test_each_cause_of_a_depot_is_told_apart():
    depot = DepotFactory(carnets=9)
    regie = DepotFactory(programme=depot.programme, regie=True, name="Régie")
    back = move(depot, regie, 1, 2)
    given = hand_out(depot)
    hand_outs.undo(given, on=TODAY, reason="Erreur", **JOURNAL)
    ledger.reverse(back, on=TODAY, reason="Erreur", **JOURNAL)
    hand_out(depot)
    lost = {"first_carnet": 9, "last_carnet": 9, "on": TODAY, "reason": "Vol"}
    ledger.reverse(ledger.declare_lost(depot, **lost, **JOURNAL), **{**lost_back(), **JOURNAL})
    ledger.declare_lost(depot, **lost, **JOURNAL)
    shipment_of(depot, regie, ranges=[(5, 6)], state="cancelled")
    shipment_of(depot, regie, ranges=[(7, 7)])

    found = account(scope_of(depot, DELIVERED))

    assert told(found.came_in) == {
        "Livraisons de l’émetteur": 9,
        "Remises annulées": 1,
        "Pertes ou vols annulés": 1,
        "Envois annulés": 2,
        "Transferts annulés": 2,
    }
    assert told(found.went_out) == {
        "Remises aux ayants droit": 2,
        "Transferts à d’autres dépôts": 2,
        "Envois à d’autres dépôts": 3,
        "Pertes ou vols": 2,
    }
    assert [one.name for one in found.went_out] == [*told(found.went_out)]


def lost_back():
    return {"on": TODAY, "reason": "Retrouvé"}


@pytest.mark.django_db
def test_what_a_programme_moves_from_a_depot_to_another_is_no_movement_of_its_account():
    regie = DepotFactory(regie=True, carnets=9)
    depot = DepotFactory(programme=regie.programme)
    undone = move(regie, depot, 1, 3)
    ledger.reverse(undone, on=TODAY, reason="Erreur", **JOURNAL)
    move(regie, depot, 1, 2)
    shipment_of(regie, depot, ranges=[(4, 6)], state="closed")
    shipment_of(regie, depot, ranges=[(7, 7)])

    found = account(scope_of(regie, every=True))

    assert (found.came_in, found.went_out) == ([], [])
    assert (found.opening.carnets, found.closing.carnets, found.inside.carnets) == (9, 9, 5)


@pytest.mark.django_db
def test_the_depots_of_an_organisation_alone_count_what_each_receives():
    regie = DepotFactory(regie=True, carnets=5)
    depot = DepotFactory(programme=regie.programme)
    move(regie, depot, 1, 2)
    scope = Scope(regie.programme, [regie, depot], None, START, TODAY)

    found = account(scope)

    assert (told(found.came_in), told(found.went_out)) == (
        {"Transferts reçus d’autres dépôts": 2},
        {"Transferts à d’autres dépôts": 2},
    )
    assert [one.account.closing.carnets for one in readings.depot_rows(scope, flows(scope))] == [
        3,
        2,
    ]


def flows(scope):
    return readings.flows_of(scope)


@pytest.mark.django_db
def test_each_movement_says_what_it_is_and_its_numbers():
    regie = DepotFactory(regie=True, name="Régie", carnets=9)
    depot = DepotFactory(programme=regie.programme, name="MDS de Lens")
    move(regie, depot, 1, 3)
    hand_out(regie)
    hand_outs.undo(hand_out(regie), on=TODAY, reason="Erreur", **JOURNAL)
    shipment_of(regie, depot, ranges=[(8, 8)])

    scope = scope_of(regie)
    rows = readings.movement_rows(scope, account(scope))

    assert [(one.operation, one.numbers_in_words, one.balance) for one in rows] == [
        ("Transfert vers MDS de Lens", "00001\u00a0à\u00a000003", 60),
        ("2\u00a0remises", "00004\u00a0à\u00a000005", 40),
        ("Contre-passation\u00a0: remises annulées", "00005", 50),
        ("Envoi", "00008", 40),
    ]
    received = readings.movement_rows(scope_of(depot), account(scope_of(depot)))
    assert [one.operation for one in received] == ["Transfert de Régie"]


def test_a_cause_without_a_name_of_its_own_has_that_of_the_ledger():
    assert enums.cause_of(LineKind.LOSS, "lost", is_in=True) == "Perte ou vol"
    assert enums.cause_of(LineKind.LOSS, "lost", is_in=False) == NAMES[LineKind.LOSS]
