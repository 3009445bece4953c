"""A programme whose manager looks at a signed convention and its voted avenant."""

import datetime as dt

import pytest

from accounts.enums import Role
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    DeliberationFactory,
    ProgrammeFactory,
)


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def manager(client, programme):
    return sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))


@pytest.fixture
def convention(programme):
    convention = ConventionFactory(programme=programme, signed=True, title="Convention ANCT")
    ClauseFactory(convention=convention, in_force=True, article="2")
    return convention


@pytest.fixture
def avenant(convention):
    deliberation = DeliberationFactory(programme=convention.programme, number="2023-204")
    avenant = AvenantFactory(convention=convention, number=1, voted=True, deliberation=deliberation)
    ClauseFactory(convention=convention, avenant=avenant, day=dt.date(2023, 12, 31), article="2")
    return avenant
