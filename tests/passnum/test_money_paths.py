"""Nobody alone makes money go out: a lot in service, a pass spent, or a subsidy paid.

A model of the acts on money is searched whole, from an account of each role and from one that holds
two roles, those of the field in a small structure or those of a programme's staff, before and after
a lot is in service, with the accounts and the devices that this person can make for themselves.
Every act of every path, refused ones included, is then done over the real actions, which answer
the same: paths that lead to one world go on from there as one.
"""

import contextlib
import os
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.actions import memberships
from accounts.enums import MembershipState, Permission, Role, needs_two_people
from accounts.http import SESSION_KEY as ACTING
from accounts.models import Membership, User
from budget.actions import subsidies
from budget.enums import Side
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
from tests.factories.budget import BudgetLineFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import ACTIVE, TODAY, DepotFactory, LotFactory, typed_codes
from tests.factories.mediation import Scene
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.mediation.test_views import form
from tests.passnum.money_model import (
    FIELD,
    MOST_ACTS,
    STAFF,
    STARTS,
    acts,
    done,
    first_world,
    is_own,
    search,
)

P = Permission
ONE_IN = 1 if "FUZZ" in os.environ else 12
BY_TWO = "membership_of_money_given_by_two"


class Replay:
    """The acts of a path over the real actions, by accounts of one person."""

    def __init__(self, roles, lot="delivered"):
        self.scene = Scene(ProgrammeFactory(with_calendar=True, allows_holding_both=True))
        if roles == FIELD:
            self._in_one_structure()
        self.lot = LotFactory(depot=self.scene.depot, state=lot)
        first, *others = roles
        user = UserFactory(role=first, organisation=self._organisation(first))
        self.first = {first: user}
        for role in others:
            again = User.objects.get(pk=user.pk)
            again.acting = give(again, role, self._organisation(role))
            self.first[role] = again
        self.users = dict(self.first)
        self.carnet = self.device = self.subsidy = None

    def _in_one_structure(self):
        """The depot of the scene is that of the structure of its place."""
        organisation = self.scene.place.structure.organisation
        of_it = {"programme": self.scene.programme, "organisation": organisation}
        ParticipationFactory(**of_it)
        self.scene.depot = DepotFactory(**of_it)

    @contextlib.contextmanager
    def taken_back(self):
        """What is done meanwhile is taken back, here as in the database."""
        known = {**vars(self), "users": dict(self.users)}
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        vars(self).update(known)

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
            "write a subsidy": P.CONVENTION_WRITE,
            "pay it": P.BUDGET_COMMIT,
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

    def _write_a_subsidy(self, user, _, by):
        line, whole = BudgetLineFactory(programme=self.scene.programme), Decimal(10_000)
        self.subsidy = subsidies.record(
            self.scene.programme,
            line=line,
            sub_totals=[subsidies.SubTotal(side, "Tout", whole) for side in Side],
            on=TODAY,
            deliberation=DeliberationFactory(programme=self.scene.programme),
            beneficiary=self.scene.depot.organisation,
            purpose="Aide",
            amount=whole,
            third_party_budget=whole,
            by=by,
        )
        return True

    def _pay_it(self, user, _, by):
        if self.subsidy is None:
            return False
        given = {"amount": self.subsidy.amount, "mandat_number": "2023-1"}
        return bool(subsidies.pay(self.subsidy, on=TODAY, **given, by=by).pk)


@pytest.mark.parametrize(("roles", "lot"), STARTS)
def test_nobody_alone_makes_money_go_out(roles, lot):
    path, worlds = search(roles, lot)

    assert path is None
    assert (len(worlds) > 100) is (Role.ADMINISTRATOR in roles)


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("roles", "lot"), STARTS)
def test_the_real_actions_answer_as_the_model(roles, lot):
    """Every state is reached by the real actions; there, all that the model does is tried, and one
    of so many refusals, not the same from a state to the next (all in `make fuzz`).
    """
    replay, start, wrong = Replay(roles, lot), first_world(roles, lot), []
    walked = {start}

    def walk(world, path):
        for rank, act in enumerate(acts(world)):
            after = done(world, act, needs_two_people, is_own)
            is_known = after is None or after in walked
            if is_known and (rank + len(walked)) % ONE_IN:
                continue
            with replay.taken_back():
                if replay.tries(act) != (after is not None):
                    wrong.append((*path, act))
                elif after is not None and after not in walked and len(path) < MOST_ACTS:
                    walked.add(after)
                    walk(after, (*path, act))

    walk(start, ())
    assert wrong == []
    assert walked == search(roles, lot)[1]


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
    ("roles", "own", "names"),
    [
        (FIELD, lambda *_: False, ["hand out", "redeem"]),
        (
            FIELD,
            lambda money, *both: not money.device_of and is_own(money, *both),
            ["hand out", "add a device", "redeem by it"],
        ),
        (STAFF, lambda *_: False, ["write a subsidy", "pay it"]),
        ([Role.MANAGER], lambda *_: False, ["write a subsidy", "pay it"]),
    ],
)
def test_one_person_would_find_a_way_without_the_rule(roles, own, names):
    """A control: one's own carnet, redeemed by oneself or by a device that one added; one's own
    subsidy, paid.
    """
    path, _ = search(roles, "active", is_own=own)

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
