"""Nobody alone makes money go out: a lot in service, or a pass spent.

A model of the acts on money is searched whole, from an account of each role, with the accounts that
this person can make for themselves. Each kind of act that it meets, refused ones included, is then
done over the real actions, which answer the same.
"""

from collections import deque
from dataclasses import dataclass, replace

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.actions import memberships
from accounts.enums import GRANTS, MembershipState, Permission, Role, needs_two_people
from accounts.models import Membership
from common.errors import Refusal
from common.workflow import MoveRefused
from distribution.actions import hand_outs, lots
from distribution.models import Lot
from mediation.models import Redemption
from programmes.actions import roles
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import ACTIVE, TODAY, LotFactory, typed_codes
from tests.factories.mediation import Scene
from tests.mediation.test_views import form

P = Permission
MOST_ACTS = 12
BY_TWO = "membership_of_money_given_by_two"


@dataclass(frozen=True)
class Account:
    """An account of the same person: its role, in use or proposed, and by which one."""

    role: Role
    is_in_use: bool = True
    given_by: Role | None = None

    def can(self, permission):
        return self.is_in_use and permission in GRANTS[self.role]


@dataclass(frozen=True)
class Money:
    """Where the money is: the lot, who proposed its mandat, its first carnet and its first pass."""

    lot: str = "delivered"
    proposed_by: Role | None = None
    carnet: str = "in stock"

    @property
    def is_out(self):
        return self.lot == "active" or self.carnet == "spent"


@dataclass(frozen=True)
class World:
    accounts: frozenset[Account]
    money: Money = Money()

    def account(self, role):
        return next((one for one in self.accounts if one.role == role), None)


def acts(world):
    """Every act that an account may try: its name, the account, and whom it is about."""
    for actor in sorted(world.accounts, key=lambda one: one.role):
        for role in Role:
            known = world.account(role)
            if known is None:
                yield "give", actor, role
            elif not known.is_in_use:
                yield "confirm", actor, role
        for name in ("propose", "activate", "hand out", "redeem"):
            yield name, actor, None


def done(world, act, by_two):
    """The world after an act; None when it is refused."""
    name, actor, role = act
    if name in ("give", "confirm"):
        return gave(world, actor, role, by_two) if actor.can(P.ACCOUNT_ADMINISTER) else None
    money = moved(name, actor, world.money)
    return None if money is None else replace(world, money=money)


def gave(world, actor, role, by_two):
    """A new account of a role, that the rule may have wait; or one that is confirmed."""
    known = world.account(role)
    if known is None:
        known = new = Account(role, is_in_use=not by_two(role), given_by=actor.role)
    elif known.given_by == actor.role:
        return None
    else:
        new = replace(known, is_in_use=True)
    return replace(world, accounts=world.accounts - {known} | {new})


def moved(name, actor, money):
    """Where the money is after an act; None when it is refused."""
    before = {
        "propose": actor.can(P.LOT_PROPOSE) and money.lot == "delivered",
        "activate": actor.can(P.LOT_ACTIVATE)
        and money.lot == "proposed"
        and money.proposed_by != actor.role,
        "hand out": actor.can(P.HAND_OUT) and (money.lot, money.carnet) == ("active", "in stock"),
        "redeem": actor.can(P.REDEEM) and money.carnet == "given",
    }
    after = {
        "propose": {"lot": "proposed", "proposed_by": actor.role},
        "activate": {"lot": "active"},
        "hand out": {"carnet": "given"},
        "redeem": {"carnet": "spent"},
    }
    return replace(money, **after[name]) if before[name] else None


def search(role, by_two=needs_two_people):
    """The shortest path to money out, if there is one, and a path to each kind of act tried."""
    start = World(frozenset({Account(role)}))
    seen, waiting, kinds = {start}, deque([(start, ())]), {}
    while waiting:
        world, path = waiting.popleft()
        if world.money.is_out:
            return path, kinds
        if len(path) == MOST_ACTS:
            continue
        for act in acts(world):
            after = done(world, act, by_two)
            name, actor, target = act
            kinds.setdefault((name, actor.role, target, after is not None), (*path, act))
            if after is not None and after not in seen:
                seen.add(after)
                waiting.append((after, (*path, act)))
    return None, kinds


class Replay:
    """The acts of a path over the real actions, by accounts of one person."""

    def __init__(self, role):
        self.scene = Scene()
        self.lot = LotFactory(depot=self.scene.depot, state="delivered")
        self.first = {role: UserFactory(role=role, organisation=self._organisation(role))}
        self.begin()

    def begin(self):
        self.users, self.carnet = dict(self.first), None

    def _organisation(self, role):
        field = {
            Role.DISTRIBUTOR: self.scene.depot.organisation,
            Role.MEDIATOR: self.scene.place.structure.organisation,
        }
        return field.get(role, self.scene.programme.authority)

    def tries(self, act):
        """Whether the real action does it."""
        name, actor, target = act
        user = self.users[actor.role]
        needed = {
            "give": P.ACCOUNT_ADMINISTER,
            "confirm": P.ACCOUNT_ADMINISTER,
            "propose": P.LOT_PROPOSE,
            "activate": P.LOT_ACTIVATE,
            "hand out": P.HAND_OUT,
            "redeem": P.REDEEM,
        }
        if not user.can(needed[name]):
            return False  # the views answer 403 (tests/accounts/matrix.py)
        by = user.as_actor().at(NOON)
        try:
            with transaction.atomic():
                return getattr(self, f"_{name.replace(' ', '_')}")(user, target, by)
        except (Refusal, MoveRefused):
            return False

    def _give(self, user, role, by):
        place = {
            "authority": self.scene.programme.authority,
            "programme": self.scene.programme,
            "organisation": {"known": self._organisation(role), "name": "", "siret": ""},
        }
        who = {"email": f"{role}@exemple.fr", "first_name": "Alex", "last_name": "Faux"}
        given = roles.invite(**who, role=role, where=place, by=by, real_now=NOON)
        self._holds(role, given)
        return True

    def _confirm(self, user, role, by):
        waiting = self.users[role].memberships.get(role=role)
        self._holds(role, roles.confirm(waiting, by=by, real_now=NOON))
        return True

    def _holds(self, role, membership):
        user = membership.user
        in_use = membership.state == MembershipState.IN_USE
        user.acting = membership if in_use else None
        self.users[role] = user

    def _propose(self, user, _, by):
        lots.propose(self.lot, mandat_number="2023-1", on=ACTIVE, by=by)
        return True

    def _activate(self, user, _, by):
        lots.activate(self.lot, by=by)
        return True

    def _hand_out(self, user, _, by):
        person = PersonFactory(
            programme=self.scene.programme, registered_by=self.scene.depot.organisation
        )
        decision = DecisionFactory(person=person)
        first = Lot.objects.get(pk=self.lot.pk).first_carnet
        given = hand_outs.hand_out(
            decision, depot=self.scene.depot, on=TODAY, first_carnet=first, by=by
        )
        self.carnet = given.carnets.select_related("lot__programme", "lot__order").get()
        return True

    def _redeem(self, user, _, by):
        if self.carnet is None:
            return False
        client = sign_in(Client(), user)
        client.post("/encaisser/", form(self.scene, typed_codes(self.carnet)[0]))
        return Redemption.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_nobody_alone_makes_money_go_out(role):
    path, kinds = search(role)

    assert path is None
    assert len(kinds) > 10, len(kinds)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("role", Role)
def test_the_real_actions_answer_as_the_model(role):
    _, kinds = search(role)
    replay, wrong = Replay(role), []
    for (*_, is_done), path in kinds.items():
        with transaction.atomic():
            replay.begin()
            answers = [replay.tries(act) for act in path]
            transaction.set_rollback(True)
        if answers != [True] * (len(path) - 1) + [is_done]:
            wrong.append((path, answers))

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_without_the_rule_the_known_path_is_found_and_the_real_actions_take_it(monkeypatch):
    """A control: an administrator who gives alone makes both ends of a mandat."""
    path, _ = search(Role.ADMINISTRATOR, by_two=lambda role: False)

    assert [name for name, *_ in path] == ["give", "give", "propose", "activate"]
    monkeypatch.setattr(memberships, "needs_two_people", lambda role: False)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE accounts_membership DROP CONSTRAINT {BY_TWO}")
    kept = [one for one in Membership._meta.constraints if one.name != BY_TWO]
    monkeypatch.setattr(Membership._meta, "constraints", kept)
    replay = Replay(Role.ADMINISTRATOR)
    assert [replay.tries(act) for act in path] == [True] * 4
    assert Lot.objects.get(pk=replay.lot.pk).state == "active"
