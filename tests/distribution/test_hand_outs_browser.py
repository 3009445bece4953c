"""The counter in a browser: by keys alone, on one screen, found faultless by axe."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from distribution.codes import keyring
from distribution.models import HandOut
from tests.browser import PHONE
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import DepotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
DESK = {"width": 1280, "height": 720}


@pytest.fixture
def stocked():
    return DepotFactory(carnets=3)


@pytest.fixture
def at_counter(live_server, open_page, sign_in, stocked):
    """A page of the counter, signed in as a distributor."""
    user = UserFactory(role=Role.DISTRIBUTOR, organisation=stocked.organisation)

    def opened(size=DESK):
        page = open_page(size)
        sign_in(page, user.email)
        page.goto(live_server.url + reverse("distribution:counter"))
        return page

    return opened


def entitled(depot, last_name):
    person = PersonFactory(
        programme=depot.programme, registered_by=depot.organisation, last_name=last_name
    )
    return DecisionFactory(person=person)


def focused(page):
    page.wait_for_load_state()
    return page.evaluate("document.activeElement.dataset.counter")


def test_from_the_search_to_the_receipt_and_back_by_keys_alone(at_counter, stocked, axe):
    entitled(stocked, "Delattre")
    entitled(stocked, "Wattrelot")
    page = at_counter()
    assert focused(page) == "search"
    page.keyboard.type("delattre")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A droit à 10")
    assert focused(page) == "carnet"
    button = page.locator("text=Remettre le carnet").bounding_box()
    assert button["y"] + button["height"] <= DESK["height"]
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".confirmation")
    assert HandOut.objects.get().numbers == [1]
    assert focused(page) == "search"
    assert axe(page) == []
    page.keyboard.type("wattrelot")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A droit à 10")
    page.keyboard.type(keyring().view_code(stocked.programme.lots.get().batch, 3))
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Carnet n° 00003 remis")
    assert HandOut.objects.order_by("pk").last().numbers == [3]


def test_a_button_pressed_twice_hands_out_once(at_counter, stocked):
    entitled(stocked, "Delattre")
    page = at_counter()
    page.fill("[data-counter=search]", "delattre")
    page.keyboard.press("Enter")
    page.locator("text=Remettre le carnet").dblclick()
    page.wait_for_selector(".confirmation")
    assert HandOut.objects.count() == 1


def test_the_counter_fits_a_phone(at_counter, stocked, axe):
    entitled(stocked, "Delattre")
    page = at_counter(PHONE)
    page.fill("[data-counter=search]", "delattre")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=A droit à 10")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert axe(page) == []
