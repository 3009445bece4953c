"""Nobody alone makes money go out: a lot in service, or a pass spent.

A model of the acts on money is searched whole, from an account of each role and from one that holds
both roles of the field in a small structure, before and after a lot is in service, with the
accounts and the devices that this person can make for themselves. Each kind of act that it meets,
refused ones included, is then done over the real actions, which answer the same.
"""

from collections import deque
from dataclasses import dataclass, replace

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.actions import memberships
from accounts.enums import GRANTS, MembershipState, Permission, Role, needs_two_people
from accounts.http import SESSION_KEY as ACTING
from accounts.models import Membership, User
from common.errors import Refusal
from common.workflow import MoveRefused
from distribution.actions import hand_outs, lots
from distribution.models import Lot
from mediation.actions import devices
from mediation.models import Redemption
from programmes.actions import roles
from tests.architecture.sources import LAYERS, imports_of, short
from tests.factories.accounts import NOON, UserFactory, give, sign_in
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import ACTIVE, TODAY, DepotFactory, LotFactory, typed_codes
from tests.factories.mediation import Scene
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.mediation.test_views import form

P = Permission
MOST_ACTS = 12
BY_TWO = "membership_of_money_given_by_two"
ON_MONEY = ("propose", "activate", "hand out", "redeem", "add a device", "redeem by it")
FIELD = [Role.DISTRIBUTOR, Role.MEDIATOR]
# Which roles one person begins with, and how far the lot is.
STARTS = [([role], lot) for role in Role for lot in ("delivered", "active")] + [(FIELD, "active")]


@dataclass(frozen=True)
class Account:
    """A role of the same person: in use or proposed, by which one, and in which account."""

    role: Role
    is_in_use: bool = True
    given_by: Role | None = None
    account: str = ""

    @property
    def name(self):
        return self.account or self.role.value

    def can(self, permission):
        return self.is_in_use and permission in GRANTS[self.role]


@dataclass(frozen=True)
class Money:
    """Where the money is: the lot, who proposed its mandat, its first carnet and its first pass;
    who handed it out, and who added a device.
    """

    lot: str = "delivered"
    proposed_by: Role | None = None
    carnet: str = "in stock"
    handed_by: str = ""
    device_of: str = ""

    def is_out_since(self, start):
        return self.lot == "active" != start.lot or self.carnet == "spent"


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
        for name in ON_MONEY:
            yield name, actor, None


def done(world, act, by_two, is_own):
    """The world after an act; None when it is refused."""
    name, actor, role = act
    if name in ("give", "confirm"):
        return gave(world, actor, role, by_two) if actor.can(P.ACCOUNT_ADMINISTER) else None
    money = moved(name, actor, world.money, is_own)
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


def is_own(money, account):
    """Whether a carnet was handed out by the account that redeems, or that added the device."""
    return money.handed_by == account


def moved(name, actor, money, is_own):
    """Where the money is after an act; None when it is refused."""
    is_given = money.carnet == "given"
    before = {
        "propose": actor.can(P.LOT_PROPOSE) and money.lot == "delivered",
        "activate": actor.can(P.LOT_ACTIVATE)
        and money.lot == "proposed"
        and money.proposed_by != actor.role,
        "hand out": actor.can(P.HAND_OUT) and (money.lot, money.carnet) == ("active", "in stock"),
        "redeem": actor.can(P.REDEEM) and is_given and not is_own(money, actor.name),
        "add a device": actor.can(P.REDEEM),
        "redeem by it": bool(money.device_of) and is_given and not is_own(money, money.device_of),
    }
    after = {
        "propose": {"lot": "proposed", "proposed_by": actor.role},
        "activate": {"lot": "active"},
        "hand out": {"carnet": "given", "handed_by": actor.name},
        "redeem": {"carnet": "spent"},
        "add a device": {"device_of": actor.name},
        "redeem by it": {"carnet": "spent"},
    }
    return replace(money, **after[name]) if before[name] else None


def search(roles, lot="delivered", by_two=needs_two_people, is_own=is_own):
    """The shortest path to money out, if there is one, and a path to each kind of act tried."""
    account = "both" if len(roles) > 1 else ""
    start = World(frozenset(Account(role, account=account) for role in roles), Money(lot))
    seen, waiting, kinds = {start}, deque([(start, ())]), {}
    while waiting:
        world, path = waiting.popleft()
        if world.money.is_out_since(start.money):
            return path, kinds
        if len(path) == MOST_ACTS:
            continue
        for act in acts(world):
            after = done(world, act, by_two, is_own)
            name, actor, target = act
            kinds.setdefault((name, actor.role, target, after is not None), (*path, act))
            if after is not None and after not in seen:
                seen.add(after)
                waiting.append((after, (*path, act)))
    return None, kinds


class Replay:
    """The acts of a path over the real actions, by accounts of one person."""

    def __init__(self, roles, lot="delivered"):
        self.scene = Scene(ProgrammeFactory(with_calendar=True, allows_holding_both=True))
        if len(roles) > 1:
            self._in_one_structure()
        self.lot = LotFactory(depot=self.scene.depot, state=lot)
        first, *others = roles
        user = UserFactory(role=first, organisation=self._organisation(first))
        self.first = {first: user}
        for role in others:
            again = User.objects.get(pk=user.pk)
            again.acting = give(again, role, self._organisation(role))
            self.first[role] = again
        self.begin()

    def _in_one_structure(self):
        """The depot of the scene is that of the structure of its place."""
        organisation = self.scene.place.structure.organisation
        of_it = {"programme": self.scene.programme, "organisation": organisation}
        ParticipationFactory(**of_it)
        self.scene.depot = DepotFactory(**of_it)

    def begin(self):
        self.users, self.carnet, self.device = dict(self.first), None, None

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
            "add a device": P.REDEEM,
        }
        if name in needed and not user.can(needed[name]):
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
        session = client.session
        session[ACTING] = user.acting.pk
        session.save()
        client.post("/encaisser/", form(self.scene, typed_codes(self.carnet)[0]))
        return Redemption.objects.exists()

    def _add_a_device(self, user, _, by):
        self.device, self.device.token = devices.add(
            self.scene.place.structure, label="Poste", by=by
        )
        return True

    def _redeem_by_it(self, user, _, by):
        if self.carnet is None or self.device is None:
            return False
        body = self.scene.body(typed_codes(self.carnet)[0])
        return self.scene.redeem(body, device=self.device).status_code == 201


@pytest.mark.parametrize(("roles", "lot"), STARTS)
def test_nobody_alone_makes_money_go_out(roles, lot):
    path, kinds = search(roles, lot)

    assert path is None
    assert len(kinds) > 10, len(kinds)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("roles", "lot"), STARTS)
def test_the_real_actions_answer_as_the_model(roles, lot):
    _, kinds = search(roles, lot)
    replay, wrong = Replay(roles, lot), []
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
    path, _ = search([Role.ADMINISTRATOR], by_two=lambda role: False)

    assert [name for name, *_ in path] == ["give", "give", "propose", "activate"]
    monkeypatch.setattr(memberships, "needs_two_people", lambda role: False)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE accounts_membership DROP CONSTRAINT {BY_TWO}")
    kept = [one for one in Membership._meta.constraints if one.name != BY_TWO]
    monkeypatch.setattr(Membership._meta, "constraints", kept)
    replay = Replay([Role.ADMINISTRATOR])
    assert [replay.tries(act) for act in path] == [True] * 4
    assert Lot.objects.get(pk=replay.lot.pk).state == "active"


@pytest.mark.parametrize(
    ("own", "names"),
    [
        (lambda money, account: False, ["hand out", "redeem"]),
        (
            lambda money, account: not money.device_of and is_own(money, account),
            ["hand out", "add a device", "redeem by it"],
        ),
    ],
)
def test_who_holds_both_roles_would_find_a_way_without_the_rule(own, names):
    """A control: one's own carnet, redeemed by oneself or by a device that one added."""
    path, _ = search(FIELD, "active", is_own=own)

    assert sorted(name for name, *_ in path) == sorted(names)


def test_no_page_records_an_expense_or_its_payment():
    """A file does, which two people agree to as a whole (ADR 23). A page that would asks a second
    person from `Programme.watched_amount` up.
    """
    recorded = tuple(f"finance.actions.{name}" for name in ("expenses", "payments"))
    modules = {
        short(found.file)
        for app in LAYERS
        for found in imports_of(app)
        if found.path.startswith(recorded)
    }

    assert modules == {
        "finance/actions/expenses.py",
        "finance/actions/funding_keys.py",
        "finance/sections.py",
        "passnum/demo/expenses.py",
    }
