"""An agent links an account to ProConnect, signs out of both, and signs in by it: in a browser."""

import pytest

from accounts.enums import Role
from tests import browser
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "une phrase assez longue"


def test_an_account_is_linked_then_opened_by_the_provider(
    live_server, page, axe, provider, settings
):
    settings.PASSNUM_BASE_URL = live_server.url
    user = UserFactory(role=Role.FINANCE)
    user.set_password(PASSWORD)
    user.save()
    page.goto(f"{live_server.url}/connexion/")
    browser.look(page)
    page.get_by_label("Adresse").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(f"{live_server.url}/")

    page.goto(f"{live_server.url}/compte/")
    page.get_by_role("link", name="Relier votre identité ProConnect").click()
    browser.look(page)
    page.get_by_role("button", name="Continuer vers ProConnect").click()
    page.wait_for_url(f"{live_server.url}/compte/")
    page.get_by_text("Identité ProConnect reliée").wait_for()

    page.goto(f"{live_server.url}/deconnexion/")
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(f"{live_server.url}/connexion/")
    page.get_by_text("Vous êtes déconnecté, de ProConnect aussi.").wait_for()
    assert provider.asked[-1].startswith("/api/v2/session/end?id_token_hint=")

    page.get_by_role("button", name="Se connecter avec ProConnect").click()
    page.wait_for_url(f"{live_server.url}/")
    assert user.sign_ins.count() == 1
    assert axe(page) == []
