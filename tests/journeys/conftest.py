"""The scene of the journeys, and who travels through it."""

import pytest

from tests import database
from tests.browser import PHONE, WIDE
from tests.journeys.scene import Scene, load_scene
from tests.journeys.traveller import Traveller


@pytest.fixture
def scene(transactional_db, clock):
    database.furnish("scene", load_scene)
    return Scene()


@pytest.fixture(params=[WIDE, PHONE], ids=["desk", "phone"])
def size(request):
    return request.param


@pytest.fixture
def travel(scene, live_server, open_page, size):
    """`travel(role)`: someone of a role, at a desk and then on a phone."""

    def travel(role):
        page = open_page(size, has_touch=size == PHONE)
        return Traveller(page, live_server.url, scene.member(role).email)

    return travel
