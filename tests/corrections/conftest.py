"""Two people, and the convention that one of them signed."""

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.corrections import signed_by


@pytest.fixture
def first():
    return UserFactory()


@pytest.fixture
def second():
    return UserFactory()


@pytest.fixture
def signed(first):
    return signed_by(first)
