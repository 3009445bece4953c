import pytest

from tests.factories.mediation import Scene


@pytest.fixture
def scene(db, clock):
    return Scene()
