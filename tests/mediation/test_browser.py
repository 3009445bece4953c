"""The mediator's page in a real browser, as wide as a small phone."""

import pytest
from django.urls import reverse

from mediation.models import Redemption
from tests.factories.mediation import Scene, wrong_secret

NB = "\u00a0"


@pytest.fixture
def scene(transactional_db, clock):
    return Scene()


@pytest.fixture
def counter(phone, sign_in, live_server, scene):
    """The page of the mediator, open."""
    sign_in(phone, scene.mediator.email)
    scene.codes  # noqa: B018 in someone's hands
    phone.goto(live_server.url + reverse("mediation:redeem"))
    return phone


def describe(page):
    page.get_by_label("Service rendu").select_option(
        label="Insertion professionnelle via le numérique"
    )


def test_a_scanner_that_types_and_sends_enter_fills_the_list(counter, scene, axe):
    assert axe(counter) == []
    field = counter.get_by_label("Codes des pass")
    field.focus()
    for code in scene.codes[:2]:
        counter.keyboard.type(code)
        counter.keyboard.press("Enter")
    button = counter.get_by_role("button", name=f"Encaisser 2{NB}pass (20,00{NB}€)")
    describe(counter)

    button.dblclick()
    counter.wait_for_url("**/recus/**")

    assert Redemption.objects.get().passes_count == 2
    assert counter.get_by_text(f"2{NB}pass encaissés").is_visible()
    assert axe(counter) == []
    counter.get_by_role("link", name="Voir la liste du jour").click()
    counter.wait_for_url("**/aujourdhui/")
    assert axe(counter) == []


def test_a_refusal_takes_the_focus_and_the_page_stays_narrow(counter, scene, axe):
    counter.get_by_label("Codes des pass").fill(wrong_secret(scene.codes[0]))
    describe(counter)

    counter.get_by_role("button", name="Encaisser 1").click()
    counter.get_by_role("heading", name="Code non reconnu").wait_for()
    counter.wait_for_load_state()

    focused = counter.evaluate("document.activeElement.className")
    assert "outcome-stopped" in focused
    assert counter.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(counter) == []


def test_checking_and_then_redeeming_keeps_what_was_typed(counter, scene):
    counter.get_by_label("Codes des pass").fill(scene.codes[0])

    counter.get_by_role("button", name="Vérifier sans utiliser").click()
    counter.get_by_role("heading", name="Utilisable").wait_for()
    assert counter.get_by_label("Codes des pass").input_value() == scene.codes[0]
    describe(counter)
    counter.get_by_role("button", name="Encaisser 1").click()
    counter.wait_for_url("**/recus/**")

    assert Redemption.objects.get().passes_count == 1
