"""Any sequence of acts of several people on carnets: each is done or refused as a model of the
stock says, and nothing that is always true of the rows is ever broken.

500 acts in `make test`, 50,000 in `make fuzz`.
"""

import os
import random
import uuid
from contextlib import contextmanager
from itertools import count

import pytest
from django.db import connection

from audit.models import Event
from common.errors import Refusal
from distribution.actions import hand_outs
from distribution.models import Carnet, Depot, HandOut, Pass, Shipment, StockLine
from incidents import actions as incidents
from incidents.enums import Cause
from incidents.models import Block
from invariants.readings import broken_in
from mediation.models import Redemption
from movements import actions as movements
from tests.factories.beneficiaries import DecisionFactory
from tests.factories.distribution import (
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    typed_codes,
)
from tests.factories.mediation import Scene

WRITTEN = [StockLine, Carnet, Pass, Shipment, HandOut, Block, Redemption, Event]
pytestmark = pytest.mark.django_db
SEQUENCES = range(1000 if "FUZZ" in os.environ else 10)
ACTS = 50
CARNETS, SIZE = 20, 5
LOST = ("lost", None)
WHY = {"on": TODAY, "reason": "Tirage", **JOURNAL}


class Stock:
    """The rows, and what a model says of them: where each carnet is, what is spent of it."""

    def __init__(self, luck, *, fails=False):
        self.luck, self.scene = luck, Scene()
        self.acts = [one for one in dir(self) if one.startswith("try_")]
        self.failed = set() if fails else set(self.acts)
        programme = self.scene.programme
        self.depots = [DepotFactory(programme=programme) for _ in range(3)]
        LotFactory(depot=self.depots[0], carnets=CARNETS, size=SIZE)
        self.at = dict.fromkeys(range(1, CARNETS + 1), ("in", self.depots[0].pk))
        self.shipments, self.given, self.blocks = [], [], []
        self.spent = {number: set() for number in self.at}

    def act(self):
        """One act, chosen by luck, done as the model says it is, or refused as it says."""
        name = self.luck.choice(self.acts)
        allowed, do, then = getattr(self, name)()
        if allowed and name not in self.failed:
            self.failed.add(name)
            self.check_failures(name, do, then)
            return name, allowed
        try:
            made = do()
        except Refusal:
            if allowed:
                raise
        else:
            assert allowed, name
            then(made)
        return name, allowed

    def check_failures(self, name, do, then):
        """Each statement of an act fails in turn, and nothing is written; then the act is done."""
        for statement in range(1, 200):
            before = written()
            try:
                with failing(statement):
                    made = do()
            except Broken:
                assert written() == before, (name, statement)
            else:
                assert statement > 5, name
                then(made)
                return

    def numbers(self):
        first = self.luck.randint(1, CARNETS)
        return first, min(CARNETS, first + self.luck.choice([0, 0, 1, 3]))

    def depot_of(self, number):
        """The store of a carnet, or now and then another."""
        place, pk = self.at[number]
        if place != "in" or self.luck.random() < 0.3:
            return self.luck.choice(self.depots)
        return next(one for one in self.depots if one.pk == pk)

    def _all_at(self, first, last, place):
        return all(self.at[number] == place for number in range(first, last + 1))

    def _move(self, first, last, place):
        self.at |= dict.fromkeys(range(first, last + 1), place)

    def try_send(self):
        first, last = self.numbers()
        source, to = self.depot_of(first), self.luck.choice(self.depots)

        def then(made):
            self._move(first, last, ("sent", made.pk))
            self.shipments.append(Way(made, first, last, source.pk, to.pk))

        allowed = source != to and self._all_at(first, last, ("in", source.pk))
        return (
            allowed,
            lambda: movements.send(source, to, ranges=((first, last),), on=TODAY, **JOURNAL),
            then,
        )

    def try_receive(self):
        if not self.shipments:
            return self.try_send()
        way = self.luck.choice(self.shipments)
        if self.luck.random() < 0.3:  # nothing is received
            rest = {"rest": "missing", "reason": "Paquet ouvert"}
            return (
                way.state == "sent",
                lambda: movements.receive(way.row, ranges=(), on=TODAY, **rest, **JOURNAL),
                lambda _: way.becomes("to_settle"),
            )

        def then(_):
            way.becomes("closed")
            self._move(way.first, way.last, ("in", way.to))

        ranges = ((way.first, way.last),)
        return (
            way.state == "sent",
            lambda: movements.receive(way.row, ranges=ranges, on=TODAY, **JOURNAL),
            then,
        )

    def try_settle(self):
        if not self.shipments:
            return self.try_send()
        way, is_lost = self.luck.choice(self.shipments), self.luck.random() < 0.5

        def then(_):
            way.becomes("closed")
            self._move(way.first, way.last, LOST if is_lost else ("in", way.source))

        def do():
            return movements.settle(
                way.row, ranges=((way.first, way.last),), is_lost=is_lost, **WHY
            )

        return way.state == "to_settle", do, then

    def try_cancel(self):
        if not self.shipments:
            return self.try_send()
        way = self.luck.choice(self.shipments)

        def then(_):
            way.becomes("cancelled")
            self._move(way.first, way.last, ("in", way.source))

        return way.state == "sent", lambda: movements.cancel(way.row, **WHY), then

    def try_declare_lost(self):
        first, last = self.numbers()
        depot = self.depot_of(first)
        return (
            self._all_at(first, last, ("in", depot.pk)),
            lambda: movements.declare_lost(depot, ranges=((first, last),), **WHY),
            lambda _: self._move(first, last, LOST),
        )

    def try_hand_out(self):
        number = self.numbers()[0]
        depot = self.depot_of(number)
        decision = DecisionFactory(
            person__programme=depot.programme,
            person__registered_by=depot.organisation,
            request__filed_on=TODAY,
        )

        def then(made):
            self.at[number] = ("given", made.pk)
            self.given.append((made, number))

        def do():
            which = {"depot": depot, "first_carnet": number, "carnets": 1}
            return hand_outs.hand_out(decision, **which, on=TODAY, **JOURNAL)

        return self.at[number] == ("in", depot.pk), do, then

    def try_undo(self):
        if not self.given:
            return self.try_hand_out()
        made, number = self.luck.choice(self.given)
        is_there = self.at[number] == ("given", made.pk)
        return (
            is_there and not self.spent[number] and not self._block_of(number),
            lambda: hand_outs.undo(made, **WHY),
            lambda _: self._move(number, number, ("in", made.depot_id)),
        )

    def try_redeem(self):
        number, rank = self.numbers()[0], self.luck.randrange(SIZE)
        carnet = Carnet.objects.select_related("lot__programme", "lot__order").get(number=number)
        body = self.scene.body(typed_codes(carnet)[rank])
        key = uuid.UUID(int=self.luck.getrandbits(128), version=4)

        def do():
            answer = self.scene.redeem(body, key=key)
            if answer.status_code != 201:
                raise Refused(answer.json()["detail"])

        is_given = self.at[number][0] == "given"
        allowed = is_given and rank not in self.spent[number] and not self._block_of(number)
        return allowed, do, lambda _: self.spent[number].add(rank)

    def try_block(self):
        number = self.numbers()[0]
        is_given = self.at[number][0] == "given"
        carnet = Carnet.objects.get(number=number)
        why = {"cause": Cause.LOST, "note": "Perdu", "on": TODAY, **JOURNAL}
        return (
            is_given and not self._block_of(number),
            lambda: incidents.block(carnet, **why),
            lambda made: self.blocks.append([made, number, True]),
        )

    def try_lift(self):
        if not self.blocks:
            return self.try_block()
        found = self.luck.choice(self.blocks)
        return (
            found[2],
            lambda: incidents.lift(found[0], **WHY),
            lambda _: found.__setitem__(2, False),
        )

    def _block_of(self, number):
        return any(is_open for _, held, is_open in self.blocks if held == number)

    def check(self):
        """The rows are those of the model, the ledger sums to them, and no rule is broken."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        programme = self.scene.programme
        assert broken_in(programme) == {}
        here = Depot.objects.filter(pk__in=[one.pk for one in self.depots]).with_balance()
        assert {one.pk: one.here_carnets for one in here} == {
            one.pk: [*self.at.values()].count(("in", one.pk)) for one in self.depots
        }
        given = Carnet.objects.filter(hand_out__isnull=False).values_list("number", "hand_out")
        assert dict(given) == {n: at[1] for n, at in self.at.items() if at[0] == "given"}
        spent = Pass.objects.filter(redeemed__isnull=False)
        assert spent.count() == sum(map(len, self.spent.values()))


class Broken(Exception):
    """A statement that the database did not make."""


@contextmanager
def failing(number):
    """The statement of a number fails, those of savepoints apart."""
    left = count(1)

    def fail(do, sql, *rest):
        if "SAVEPOINT" not in sql and next(left) == number:
            raise Broken(sql)
        return do(sql, *rest)

    with connection.execute_wrapper(fail):
        yield


def written():
    """The rows that an act on carnets writes, the journal included."""
    found = {}
    with connection.cursor() as cursor:
        for model in WRITTEN:
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*), sum(hashtext(row::text)) FROM {table} row")  # noqa: S608
            found[table] = cursor.fetchone()
    return found


class Refused(Refusal):
    """What the API refused."""


class Way:
    """A shipment, and what the model says of it."""

    def __init__(self, row, first, last, source, to):
        self.row, self.first, self.last, self.source, self.to = row, first, last, source, to
        self.state = "sent"

    def becomes(self, state):
        self.state = state
        self.row.refresh_from_db()


@pytest.mark.parametrize("seed", SEQUENCES)
@pytest.mark.usefixtures("clock")
def test_any_sequence_of_acts_keeps_every_invariant(seed):
    stock, done = Stock(random.Random(seed)), set()  # noqa: S311 the same at each run
    for _ in range(ACTS):
        done.add(stock.act())
        stock.check()

    assert sum(allowed for _, allowed in done) > 3


@pytest.mark.usefixtures("clock")
def test_an_act_whose_statements_fail_in_turn_writes_nothing_then_is_done():
    stock = Stock(random.Random(1), fails=True)  # noqa: S311
    for _ in range(600):
        stock.act()
        if stock.failed == set(stock.acts):
            break
    stock.check()

    assert stock.failed == set(stock.acts)
