"""Every figure that counts hand-outs is that of the ledger, less what was taken back."""

import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from distribution.actions import hand_outs, ledger
from distribution.enums import DepotKind
from distribution.models import HandOut, StockLine
from distribution.readings.hand_outs import passes_left
from finance.readings.spending import Spending
from reporting.readings import indicators
from stock_accounts import readings
from stock_accounts.readings import Scope
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, hand_out
from tests.factories.programmes import ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
START = TODAY.replace(day=1)
WHY = {"on": TODAY, "reason": "Mauvaise personne", **JOURNAL}


@pytest.fixture
def depot():
    """Three hand-outs of today: one stands, one was taken back whole, one in part."""
    programme = ProgrammeFactory(with_calendar=True)
    depot = DepotFactory(programme=programme, carnets=9)
    hand_out(depot, first_carnet=2)
    person = PersonFactory(programme=programme, registered_by=depot.organisation)
    decision = DecisionFactory(person=person, request__filed_on=TODAY, passes=20)
    part = hand_outs.hand_out(decision, depot=depot, on=TODAY, **JOURNAL)
    assert part.numbers == [1, 3]
    ledger.reverse(part.lines.get(first_carnet=3), **WHY)
    hand_outs.undo(hand_out(depot, first_carnet=4), **WHY)
    return depot


@pytest.fixture
def net(depot):
    """What the ledger says: hand-outs, carnets and passes that people kept."""
    kept, carnets, passes = {}, 0, 0
    for line in StockLine.objects.filter(hand_out__depot=depot).select_related("destination"):
        sign = 1 if line.destination.kind == DepotKind.BENEFICIARIES else -1
        carnets, passes = carnets + sign * line.carnets, passes + sign * line.passes
        kept[line.hand_out_id] = kept.get(line.hand_out_id, 0) + sign * line.carnets
    assert (len(kept), carnets, passes) == (3, 2, 20)
    return sum(number > 0 for number in kept.values()), carnets, passes


@pytest.fixture
def shown(client, depot):
    """`shown(role, name)`: the page that somebody opens."""

    def shown(role, name, **asked):
        counter = role == Role.DISTRIBUTOR
        host = depot.organisation if counter else depot.programme.authority
        user = UserFactory(role=role, organisation=host)
        return sign_in(client, user).get(reverse(name), asked)

    return shown


def figure(pattern, page):
    return int(re.search(pattern, words(page))[1])


def test_the_counter_and_the_home_of_a_distributor_count_what_stands(shown, net):
    counter = shown(Role.DISTRIBUTOR, "distribution:counter")
    home = shown(Role.DISTRIBUTOR, "reporting:home")

    assert figure(r"(\d+) remises? aujourd’hui", counter) == net[0]
    assert words(counter).count("annulée") == 1
    assert figure(r"Pass remis depuis le 1er mai (\d+)", home) == net[2]


def test_the_counter_counts_those_that_it_does_not_show(shown, depot, net):
    for number in (3, 4, 5, 6, 7, 8):
        hand_out(depot, first_carnet=number)
    counter = shown(Role.DISTRIBUTOR, "distribution:counter")

    assert "Les 8 dernières sont affichées" in words(counter)
    assert figure(r"(\d+) remises? aujourd’hui", counter) == net[0] + 6


def test_the_pages_of_the_stock_count_what_stands(shown, depot, net):
    stages = shown(Role.MANAGER, "circulation:stages").context["stages"].data
    paces = shown(Role.MANAGER, "allocation:allocation").context["listing"].table.rows
    stock = shown(Role.REGISSEUR, "distribution:stock").context["table"]

    listed = shown(Role.REGISSEUR, "hand_outs:hand-outs").context["listing"].table

    assert (len(listed.rows), listed.taken_back) == (net[0] + 1, ", 1\u00a0annulée")
    assert tuple(listed.totals.values()) == net[1:]
    assert [(one.carnets, one.passes) for one in stages if one.name == "Remis"] == [net[1:]]
    assert [one.record.handed_out for one in paces] == [net[1]]
    assert [one.record.handed_out for one in stock.rows] == [net[1]]
    assert [one.record.last_handed_on for one in stock.rows] == [TODAY]


def test_accounts_indicators_and_decisions_count_what_stands(depot, net):
    scope = Scope(depot.programme, [depot], depot, START, TODAY)
    account = readings.account_of(scope, readings.flows_of(scope))
    moved = {one.name: one.moved.carnets for one in (*account.went_out, *account.came_in)}
    spending = Spending(depot.programme, TODAY)
    decided = [(one.decision, one.decision.passes) for one in HandOut.objects.order_by("pk")]

    assert moved["Remises aux ayants droit"] - moved["Remises annulées"] == net[1]
    assert indicators.pass_counts(spending).handed_out == net[2]
    holders = indicators.holders(depot.programme, TODAY, spending.consumed)
    assert sum(one.handed_out for one in holders) == net[2]
    assert sum(granted - passes_left(one) for one, granted in decided) == net[2]


def test_who_lost_every_carnet_was_not_served(depot):
    rows = HandOut.objects.order_by("pk")

    assert [rows.standing().contains(one) for one in rows] == [True, True, False]
    assert [rows.filter(pk=one.pk).net() for one in rows] == [
        {"carnets": 1, "passes": 10},
        {"carnets": 1, "passes": 10},
        {"carnets": 0, "passes": 0},
    ]
