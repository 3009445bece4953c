"""Signing in, in a real browser."""

import pytest

from accounts.enums import Role
from tests import browser
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "une phrase assez longue"


@pytest.fixture
def user():
    user = UserFactory(role=Role.FINANCE)
    user.set_password(PASSWORD)
    user.save()
    return user


def test_the_sign_in_page_is_whole_and_axe_finds_nothing(live_server, page):
    page.goto(f"{live_server.url}/connexion/")

    browser.look(page)


def test_a_wrong_password_then_the_right_one(live_server, page, axe, user):
    page.goto(f"{live_server.url}/connexion/")
    page.get_by_label("Adresse").fill(user.email)
    page.get_by_label("Mot de passe").fill("autre chose")
    page.get_by_role("button", name="Se connecter").click()
    page.locator(".error-summary").wait_for()
    assert page.url.endswith("/connexion/")
    assert axe(page) == []

    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()

    page.wait_for_url(f"{live_server.url}/")


def test_a_session_opened_for_a_test_is_a_session(live_server, page, sign_in, user):
    sign_in(page, user.email)

    page.goto(f"{live_server.url}/")

    assert "/connexion/" not in page.url
