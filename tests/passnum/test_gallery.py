"""The gallery: every component, for those who develop, looked at by axe on desk and phone."""

import pytest
from django.test.signals import template_rendered

from accounts.enums import Role
from deploy.architecture_diagram import ROOT
from tests.factories.accounts import UserFactory, sign_in

URL = "/composants/"
# Parts of pages that several pages show.
PIECES = {
    "dossiers/_before_and_after.html",
    "dossiers/_milestones.html",
    "reporting/_changes.html",
}


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_managers_and_administrators_see_it_while_developing(client, debug, role):
    answer = sign_in(client, UserFactory(role=role)).get(URL)
    assert answer.status_code == 200
    assert "undefined" not in answer.content.decode()


@pytest.mark.django_db
def test_it_shows_every_component(client, debug):
    shown = set()

    def remember(sender, **_):
        shown.add(sender.origin.template_name)

    template_rendered.connect(remember)
    sign_in(client, UserFactory()).get(URL)
    template_rendered.disconnect(remember)

    files = (ROOT / "templates" / "components").glob("*.html")
    assert {f"components/{file.name}" for file in files} | PIECES <= shown


@pytest.mark.django_db
def test_nobody_sees_it_in_production(client):
    assert sign_in(client, UserFactory()).get(URL).status_code == 404


@pytest.mark.django_db
def test_other_roles_do_not_see_it(client, debug):
    assert sign_in(client, UserFactory(role=Role.DISTRIBUTOR)).get(URL).status_code == 404


@pytest.mark.django_db
def test_the_shared_table_writes_french_sorts_and_says_its_pages(client, debug):
    html = sign_in(client, UserFactory()).get(URL, {"c-sort": "-passes"}).content.decode()
    assert 'aria-sort="descending"' in html
    assert "Lignes 1 à 6 sur 128" in html
    assert "50\u00a0000,00" in html
    assert ">None<" not in html


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, settings):
    settings.DEBUG = True
    tour(UserFactory().email, [URL])


@pytest.mark.django_db(transaction=True)
def test_the_first_tab_leads_to_the_content(page, live_server, settings, sign_in):
    settings.DEBUG = True
    sign_in(page, UserFactory().email)
    page.goto(f"{live_server.url}{URL}")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.evaluate("scrollTo(0, 0)")
    page.locator(".skip").focus()
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
