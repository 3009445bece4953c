"""Generated cases of who asks for whose row: what a second reading of the rules says, and no name
of another's in a list.
"""

import os
import random
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Membership, Organisation, User
from beneficiaries.models import Person
from distribution.models import Depot
from places.models import Place
from programmes.models import Programme
from tests.accounts.house import House
from tests.accounts.test_matrix import EXPECTED, OF_AUTHORITY, OF_NO_ROW, ask
from tests.factories.accounts import UserFactory, give, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CASES = 500 if "FUZZ" not in os.environ else 20_000
FIELD = {Role.DISTRIBUTOR, Role.MEDIATOR}
# What all who work for a programme read of it, whoever owns it.
SHARED = {"places:detail", "beneficiaries:reglement", "guide"}
# What an administrator reads of the whole authority.
OF_THE_AUTHORITY = {"programmes", "programmes:roles", "mediation:devices"}


@dataclass
class Corner:
    """A house, the organisations that work there, and the names that nobody elsewhere reads."""

    house: House
    neighbours: dict[Role, Organisation]
    names: set[str]

    def organisations(self, role):
        own = self.house.host(role)
        return [own, self.neighbours[role]] if role in FIELD else [own]


@pytest.fixture
def corners():
    """Two programmes of one authority, and one of another."""
    first = House()
    houses = [first, House(first.programme.authority), House()]
    return [corner_of(house, rank) for rank, house in enumerate(houses)]


def corner_of(house, rank):
    names = {f"Secret{kind}{rank}" for kind in ("Personne", "Lieu", "Comptoir")}
    Person.objects.filter(pk=house.person.pk).update(last_name=f"SecretPersonne{rank}")
    Place.objects.filter(pk=house.place.pk).update(name=f"SecretLieu{rank}")
    Depot.objects.filter(pk=house.depot.pk).update(name=f"SecretComptoir{rank}")
    return Corner(house, {role: house.neighbour(role) for role in FIELD}, names)


@dataclass
class Asker:
    """Somebody with a role here, the same elsewhere, and where they work now."""

    role: Role
    organisation: Organisation
    corner: Corner
    client: Client
    membership: Membership

    def sent(self, name):
        """What a form without fields to fill sends."""
        return {
            "accounts:switch-membership": {"membership": self.membership.pk},
            "accounts:save-filters": {"path": "/lieux/", "query": "q=arras", "name": "Arras"},
            "programmes:switch": {"programme": self.corner.house.programme.pk},
        }.get(name, {})

    @property
    def is_neighbour(self):
        return self.role in FIELD and self.organisation != self.corner.house.host(self.role)


def askers(corners, chance):
    """One of each role in each organisation, who may hold it in another and works in one."""
    for role in Role:
        for corner in corners:
            for organisation in corner.organisations(role):
                user = UserFactory(role=role, organisation=organisation)
                elsewhere = chance.choice(corners)
                other = chance.choice(elsewhere.organisations(role))
                if other != organisation:
                    give(user, role, other)
                yield working(user, role, corner, organisation)


def working(user: User, role, corner, organisation):
    client = sign_in(Client(), User.objects.get(pk=user.pk))
    here = Membership.objects.get(user=user, organisation=organisation)
    client.post(reverse("accounts:switch-membership"), {"membership": here.pk})
    if role != Role.MEDIATOR:
        client.post(reverse("programmes:switch"), {"programme": corner.house.programme.pk})
    return Asker(role, organisation, corner, client, here)


def expected(asker, method, name, owner):
    """The codes that the rules give for a row of `owner`."""
    code = EXPECTED[method, name][asker.role]
    if name in OF_NO_ROW or name not in owner.house.kwargs:
        return {code}
    authority = asker.corner.house.programme.authority
    is_of_authority = owner.house.programme.authority == authority and OF_AUTHORITY.match(name)
    if owner is asker.corner:
        is_seen = not asker.is_neighbour or name in SHARED
    else:
        is_seen = asker.role == Role.ADMINISTRATOR and is_of_authority
    if is_seen:
        return {code}
    return {403, 404} if code == 403 else {404}


def test_nobody_reads_or_changes_what_the_rules_do_not_give(corners):
    chance = random.Random(20230515)  # noqa: S311 nothing secret
    everyone = list(askers(corners, chance))
    addresses, wrong, leaks = sorted(EXPECTED), {}, set()
    assert Programme.objects.count() == 3
    for _ in range(CASES):
        asker, owner = chance.choice(everyone), chance.choice(corners)
        method, name = chance.choice(addresses)
        if name == "account_logout":
            continue
        answer = ask(asker.client, method, owner.house.url(name), **asker.sent(name))
        case = f"{method} {name} as {asker.role} of {asker.corner.house.programme}"
        if answer.status_code not in expected(asker, method, name, owner):
            wrong[f"{case}, row of {owner.house.programme}"] = answer.status_code
        leaks |= {(case, one) for one in names_read(answer, asker, corners, name)}

    assert wrong == {}
    assert leaks == set()


def names_read(answer, asker, corners, name):
    """The names of others that a page holds."""
    if answer.status_code != 200 or "text" not in answer.get("Content-Type", ""):
        return set()
    if asker.role == Role.ADMINISTRATOR and (name in OF_THE_AUTHORITY or OF_AUTHORITY.match(name)):
        authority = asker.corner.house.programme.authority
        corners = [one for one in corners if one.house.programme.authority != authority]
    hidden = {one for corner in corners if corner is not asker.corner for one in corner.names}
    if asker.is_neighbour:
        hidden |= {one for one in asker.corner.names if not one.startswith("SecretLieu")}
    return {one for one in hidden if one in answer.text}
