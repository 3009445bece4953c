"""A model of the acts on money of one person, searched whole for a way out of money."""

from collections import deque
from dataclasses import dataclass, replace

from accounts.enums import GRANTS, Permission, Role, needs_two_people

P = Permission
MOST_ACTS = 12
ON_MONEY = (
    *("propose", "activate", "hand out", "redeem", "add a device", "redeem by it"),
    *("write a subsidy", "pay it"),
)
FIELD = [Role.DISTRIBUTOR, Role.MEDIATOR]
STAFF = [Role.MANAGER, Role.FINANCE]
# Which roles one person begins with, and how far the lot is.
STARTS = [([role], lot) for role in Role for lot in ("delivered", "active")]
STARTS += [(FIELD, "active"), (STAFF, "active")]


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
    who handed it out, and who added a device; who wrote a subsidy, and whether it is paid.
    """

    lot: str = "delivered"
    proposed_by: Role | None = None
    carnet: str = "in stock"
    handed_by: str = ""
    device_of: str = ""
    written_by: str = ""
    is_paid: bool = False

    def is_out_since(self, start):
        return self.lot == "active" != start.lot or self.carnet == "spent" or self.is_paid


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


def is_own(money, author, account):
    """Whether an account goes on with what it did itself: a carnet handed out by the one that
    redeems or added the device, a subsidy written by the one that pays.
    """
    return author == account


def moved(name, actor, money, is_own):
    """Where the money is after an act; None when it is refused."""
    is_given = money.carnet == "given"
    before = {
        "propose": actor.can(P.LOT_PROPOSE) and money.lot == "delivered",
        "activate": actor.can(P.LOT_ACTIVATE)
        and money.lot == "proposed"
        and money.proposed_by != actor.role,
        "hand out": actor.can(P.HAND_OUT) and (money.lot, money.carnet) == ("active", "in stock"),
        "redeem": actor.can(P.REDEEM)
        and is_given
        and not is_own(money, money.handed_by, actor.name),
        "add a device": actor.can(P.REDEEM),
        "redeem by it": bool(money.device_of)
        and is_given
        and not is_own(money, money.handed_by, money.device_of),
        "write a subsidy": actor.can(P.CONVENTION_WRITE),
        "pay it": actor.can(P.BUDGET_COMMIT)
        and bool(money.written_by)
        and not is_own(money, money.written_by, actor.name),
    }
    after = {
        "propose": {"lot": "proposed", "proposed_by": actor.role},
        "activate": {"lot": "active"},
        "hand out": {"carnet": "given", "handed_by": actor.name},
        "redeem": {"carnet": "spent"},
        "add a device": {"device_of": actor.name},
        "redeem by it": {"carnet": "spent"},
        "write a subsidy": {"written_by": actor.name},
        "pay it": {"is_paid": True},
    }
    return replace(money, **after[name]) if before[name] else None


def first_world(roles, lot):
    account = "both" if len(roles) > 1 else ""
    return World(frozenset(Account(role, account=account) for role in roles), Money(lot))


def search(roles, lot="delivered", by_two=needs_two_people, is_own=is_own):
    """The shortest path to money out, if there is one, and every world that paths lead to."""
    start = first_world(roles, lot)
    seen, waiting = {start}, deque([(start, ())])
    while waiting:
        world, path = waiting.popleft()
        if world.money.is_out_since(start.money):
            return path, seen
        if len(path) == MOST_ACTS:
            continue
        for act in acts(world):
            after = done(world, act, by_two, is_own)
            if after is not None and after not in seen:
                seen.add(after)
                waiting.append((after, (*path, act)))
    return None, seen
