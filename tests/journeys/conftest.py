"""The scene of the journeys, and who travels through it."""

import pytest

from tests import database
from tests.journeys.scene import Scene, load_scene
from tests.journeys.traveller import Traveller


@pytest.fixture
def scene(transactional_db, clock):
    database.furnish("scene", load_scene)
    return Scene()


@pytest.fixture
def travel(scene, live_server, phone):
    """`travel(role)`: someone of a role, who acts on a phone and also reads at a desk."""
    return lambda role: Traveller(phone, live_server.url, scene.member(role).email)
