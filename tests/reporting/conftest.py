"""A programme that reports to the State, and who acts in it."""

import pytest

from accounts.enums import Role
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DepotFactory
from tests.factories.reporting import state_convention


@pytest.fixture
def convention():
    return state_convention()


@pytest.fixture
def depot(convention):
    """A distributor's, with eight carnets."""
    return DepotFactory(programme=convention.programme, carnets=8)


@pytest.fixture
def programme(convention):
    return convention.programme


@pytest.fixture
def acting(client, programme):
    def acting(role, organisation=None):
        user = UserFactory(role=role, organisation=organisation or programme.authority)
        sign_in(client, user)
        return user

    return acting


@pytest.fixture
def manager(acting):
    return acting(Role.MANAGER)
