"""One person hands out and redeems in a small structure where its programmes let them, nowhere
else.
"""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.actions import memberships
from accounts.enums import MembershipState, Role
from audit.actors import SYSTEM
from programmes.actions import programmes, roles
from programmes.enums import ParticipationKind
from programmes.models import Programme
from tests.factories.accounts import (
    NOON,
    OrganisationFactory,
    UserFactory,
    end_roles,
    give,
    sign_in,
)
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def programme():
    return ProgrammeFactory(allows_holding_both=True)


@pytest.fixture
def structure(programme):
    """A small structure that has a depot and a place in the programme."""
    found = OrganisationFactory()
    for kind in ParticipationKind:
        ParticipationFactory(programme=programme, organisation=found, kind=kind)
    return found


@pytest.fixture
def administrators(programme):
    authority = programme.authority
    return [UserFactory(role=Role.ADMINISTRATOR, organisation=authority) for _ in range(2)]


@pytest.fixture
def distributor(structure):
    return UserFactory(role=Role.DISTRIBUTOR, organisation=structure)


def by(user):
    return {"by": user.as_actor().at(NOON)}


def offer(user, programme, structure, administrator, role=Role.MEDIATOR):
    where = {
        "authority": programme.authority,
        "programme": programme,
        "organisation": {"known": structure, "name": "", "siret": ""},
    }
    return roles.give(user, role=role, where=where, **by(administrator), real_now=NOON)


def forbid(programme):
    programmes.edit(programme, allows_holding_both=False, by=SYSTEM.at(NOON))


@pytest.mark.parametrize("first", [Role.DISTRIBUTOR, Role.MEDIATOR])
def test_both_roles_are_given_by_two_in_one_structure(
    client, programme, structure, administrators, first
):
    user = UserFactory(role=first, organisation=structure)
    (second,) = {Role.DISTRIBUTOR, Role.MEDIATOR} - {first}

    role = offer(user, programme, structure, administrators[0], second)

    if second == Role.MEDIATOR:
        page = sign_in(client, administrators[1]).get(
            reverse("programmes:confirm-role", args=[role.public_id])
        )
        assert "n’encaissera jamais les pass des carnets qu’elle remet" in words(page)
        roles.confirm(role, **by(administrators[1]), real_now=NOON)
    assert user.memberships.in_use().count() == 2


def test_it_is_refused_without_the_parameter_which_is_named(programme, distributor, administrators):
    structure = distributor.acting.organisation
    Programme.objects.update(allows_holding_both=False)

    with pytest.raises(memberships.RolesApart, match="voyez les paramètres du programme"):
        offer(distributor, programme, structure, administrators[0])


def test_it_is_refused_in_two_structures(programme, structure, administrators):
    elsewhere = UserFactory(role=Role.DISTRIBUTOR)

    with pytest.raises(memberships.RolesApart, match=r"choisissez une autre personne\.$"):
        offer(elsewhere, programme, structure, administrators[0])
    with pytest.raises(IntegrityError, match="kept apart"), transaction.atomic():
        give(elsewhere, Role.MEDIATOR, structure)


@pytest.mark.parametrize(
    ("kinds", "is_given"), [(["host"], True), (["host", "distributor"], False)]
)
def test_each_programme_in_which_the_structure_does_both_lets_it(
    programme, structure, distributor, administrators, kinds, is_given
):
    another = ProgrammeFactory()
    for kind in kinds:
        ParticipationFactory(programme=another, organisation=structure, kind=kind)

    if is_given:
        assert offer(distributor, programme, structure, administrators[0])
        return
    with pytest.raises(memberships.RolesApart):
        offer(distributor, programme, structure, administrators[0])


def test_a_role_is_not_confirmed_once_the_parameter_is_off(
    programme, structure, distributor, administrators
):
    role = offer(distributor, programme, structure, administrators[0])
    forbid(programme)

    with pytest.raises(memberships.RolesApart):
        roles.confirm(role, **by(administrators[1]), real_now=NOON)
    memberships.refuse(role, **by(administrators[1]))


def test_the_parameter_stays_while_somebody_holds_both(
    client, programme, structure, distributor, administrators
):
    role = offer(distributor, programme, structure, administrators[0])
    roles.confirm(role, **by(administrators[1]), real_now=NOON)

    with pytest.raises(programmes.BothHeld, match=f"{distributor} est distributeur et médiateur"):
        forbid(programme)
    memberships.end(role, **by(administrators[0]))
    forbid(programme)
    assert not Programme.objects.get().allows_holding_both


@pytest.mark.parametrize("allows", [False, True])
def test_a_structure_comes_to_do_both_in_another_programme_where_it_lets_it(
    structure, distributor, allows
):
    give(distributor, Role.MEDIATOR, structure)
    another = ProgrammeFactory(allows_holding_both=allows)
    host, hands_out = ParticipationKind.HOST, ParticipationKind.DISTRIBUTOR
    programmes.take_part(another, structure, host, by=SYSTEM.at(NOON))

    if allows:
        assert programmes.take_part(another, structure, hands_out, by=SYSTEM.at(NOON))
        return
    with pytest.raises(programmes.BothHeld, match=f"{distributor} est distributeur et médiateur"):
        programmes.take_part(another, structure, hands_out, by=SYSTEM.at(NOON))
    assert another.participations.get().kind == host


@pytest.mark.parametrize("state", [MembershipState.PROPOSED, MembershipState.IN_USE])
def test_the_database_lets_it_where_the_programmes_do(programme, structure, distributor, state):
    facts = {"user": distributor, "organisation": structure, "role": Role.MEDIATOR}
    facts |= {"state": state, "granted_at": NOON}
    with transaction.atomic():
        distributor.memberships.create(**facts)
        transaction.set_rollback(True)
    Programme.objects.update(allows_holding_both=False)

    with pytest.raises(IntegrityError, match="kept apart"), transaction.atomic():
        distributor.memberships.create(**facts)
    end_roles(distributor)
    distributor.memberships.create(**facts)


def test_the_table_of_separations_says_so(client, administrators):
    page = words(sign_in(client, administrators[0]).get(reverse("programmes:separations")))

    assert page.count("jamais sur le même carnet") == 1
