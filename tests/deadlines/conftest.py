"""A signed convention, one of its obligations, and someone who follows its occurrences."""

import pytest

from conventions.enums import ObligationNature
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.conventions import ConventionFactory, ObligationFactory


@pytest.fixture
def convention(programme):
    return ConventionFactory(programme=programme, signed=True, title="Convention ANCT")


@pytest.fixture
def obligation(convention):
    return ObligationFactory(
        convention=convention,
        in_force=True,
        title="Participer au comité technique",
        nature=ObligationNature.ATTEND,
        article="6",
    )


@pytest.fixture
def claire(programme):
    return UserFactory(organisation=programme.authority, first_name="Claire", last_name="Duhem")


@pytest.fixture
def client_(client, claire):
    return sign_in(client, claire)
