"""A role is given by two people where it moves money, and kept apart from others."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import memberships
from accounts.enums import SEPARATIONS, MembershipState, Role, needs_two_people
from accounts.models import Membership
from audit.actors import SYSTEM
from audit.models import Event
from common.workflow import MoveRefused
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, end_roles, give

pytestmark = pytest.mark.django_db
PAIRS = [pair for pair in product(Role, Role) if pair[0] != pair[1]]


def are_apart(one, other):
    return any(separation.parts(one, other) for separation in SEPARATIONS)


@pytest.fixture
def authority():
    return OrganisationFactory()


@pytest.fixture
def administrators(authority):
    return [UserFactory(role=Role.ADMINISTRATOR, organisation=authority) for _ in range(2)]


@pytest.fixture
def newcomer():
    user = UserFactory()
    end_roles(user)
    return user


def by(user):
    return {"by": user.as_actor().at(NOON)}


def proposed(newcomer, authority, administrators, role=Role.MANAGER):
    return memberships.propose(newcomer, organisation=authority, role=role, **by(administrators[0]))


def test_a_role_that_moves_money_waits_for_another_person(newcomer, authority, administrators):
    membership = proposed(newcomer, authority, administrators)
    assert membership.state == MembershipState.PROPOSED
    assert not newcomer.memberships.in_use().exists()

    with pytest.raises(memberships.OwnRole):
        memberships.confirm(membership, **by(administrators[0]))
    memberships.confirm(membership, **by(administrators[1]))

    membership.refresh_from_db()
    assert membership.is_in_use
    assert membership.decided_by == administrators[1]
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["membership.proposed", "membership.confirmed"]


def test_the_roles_that_two_people_give():
    assert {role for role in Role if needs_two_people(role)} == {
        Role.MANAGER,
        Role.MEDIATOR,
        Role.REGISSEUR,
        Role.COMPTABLE,
        Role.FINANCE,
        Role.ADMINISTRATOR,
    }


def test_a_role_that_moves_nothing_is_in_use_at_once(newcomer, authority, administrators):
    assert proposed(newcomer, authority, administrators, Role.AUDITOR).is_in_use


def test_nobody_gives_themselves_a_role(authority, administrators):
    one, other = administrators
    with pytest.raises(memberships.OwnRole):
        memberships.propose(one, organisation=authority, role=Role.AUDITOR, **by(one))
    end_roles(other)
    waiting = memberships.propose(other, organisation=authority, role=Role.FINANCE, **by(one))
    with pytest.raises(memberships.OwnRole):
        memberships.confirm(waiting, **by(other))


def test_who_proposed_a_role_may_take_it_back(newcomer, authority, administrators):
    membership = memberships.refuse(
        proposed(newcomer, authority, administrators), **by(administrators[0])
    )
    assert membership.state == MembershipState.REFUSED
    with pytest.raises(MoveRefused):
        memberships.confirm(membership, **by(administrators[1]))
    assert proposed(newcomer, authority, administrators).pk != membership.pk


def test_a_role_that_ended_is_kept_and_may_be_given_again(newcomer, authority, administrators):
    first = proposed(newcomer, authority, administrators, Role.AUDITOR)
    memberships.end(first, **by(administrators[1]))
    again = proposed(newcomer, authority, administrators, Role.AUDITOR)

    first.refresh_from_db()
    assert (first.state, first.ended_at) == (MembershipState.ENDED, NOON)
    assert again.is_in_use
    assert newcomer.memberships.in_use().get() == again


def test_a_role_proposed_twice_is_proposed_once(newcomer, authority, administrators):
    first = proposed(newcomer, authority, administrators)
    assert proposed(newcomer, authority, administrators) == first


@pytest.mark.parametrize(("held", "asked"), PAIRS)
def test_the_code_and_the_database_keep_the_same_roles_apart(newcomer, administrators, held, asked):
    give(newcomer, held)
    if not are_apart(held, asked):
        memberships.grant(
            newcomer, organisation=OrganisationFactory(), role=asked, by=SYSTEM.at(NOON)
        )
        return
    with pytest.raises(memberships.RolesApart) as refusal:
        memberships.grant(
            newcomer, organisation=OrganisationFactory(), role=asked, **by(administrators[0])
        )
    assert held.label in refusal.value.sentence
    with pytest.raises(IntegrityError, match="kept apart"), transaction.atomic():
        give(newcomer, asked)


def test_a_role_that_became_apart_meanwhile_is_not_confirmed(newcomer, authority, administrators):
    membership = proposed(newcomer, authority, administrators)
    with pytest.raises(memberships.RolesApart):
        memberships.grant(
            newcomer, organisation=authority, role=Role.COMPTABLE, **by(administrators[1])
        )
    memberships.confirm(membership, **by(administrators[1]))


@pytest.mark.parametrize("role", Role)
def test_the_database_asks_two_people_for_the_same_roles_as_the_code(
    newcomer, administrators, authority, role
):
    one, other = administrators
    facts = {"user": newcomer, "organisation": authority, "role": role, "granted_at": NOON}
    if needs_two_people(role):
        with pytest.raises(IntegrityError, match="by_two"), transaction.atomic():
            Membership.objects.create(**facts, granted_by=one)
        facts["decided_by"] = other
    assert Membership.objects.create(**facts, granted_by=one).is_in_use


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "ended"},
        {"ended_at": NOON},
        {"state": "proposed", "decided": "same"},
        {"granted": "self"},
    ],
)
def test_the_database_refuses(newcomer, administrators, authority, wrong):
    facts = {"user": newcomer, "organisation": authority, "role": Role.AUDITOR, "granted_at": NOON}
    facts |= {key: value for key, value in wrong.items() if key in ("state", "ended_at")}
    if wrong.get("decided"):
        facts |= {"granted_by": administrators[0], "decided_by": administrators[0]}
    if wrong.get("granted"):
        facts["granted_by"] = newcomer
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(**facts)
