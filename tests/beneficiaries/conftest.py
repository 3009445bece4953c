"""Who signs in, in the tests of the pages about people."""

import pytest

from accounts.enums import Role
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import PersonFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def organisation(programme):
    """A distributor of the programme."""
    return ParticipationFactory(programme=programme).organisation


@pytest.fixture
def distributor(client, organisation):
    user = UserFactory(role=Role.DISTRIBUTOR, organisation=organisation)
    sign_in(client, user)
    return user


@pytest.fixture
def manager(client, programme):
    user = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    sign_in(client, user)
    return user


@pytest.fixture
def person(programme, organisation):
    return PersonFactory(programme=programme, registered_by=organisation, last_name="Duhem")
