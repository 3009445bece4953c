"""A depot with three active carnets, and an empty one beside it."""

import pytest

from tests.factories.distribution import DepotFactory


@pytest.fixture
def depot():
    return DepotFactory(carnets=3)


@pytest.fixture
def other(depot):
    return DepotFactory(programme=depot.programme)
