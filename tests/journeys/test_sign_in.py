"""Signing in, in a real browser."""

import pytest

from accounts.enums import Role
from accounts.models import SignIn
from tests import browser
from tests.factories.accounts import UserFactory, add_factor
from tests.factories.programmes import ProgrammeFactory

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


@pytest.fixture
def at_home(page):
    """A page of a browser that keeps the pages left, as people's do; that of the tests does not."""
    opened = page.context.browser.browser_type.launch(
        executable_path=browser.chromium(),
        args=browser.ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield opened.new_page()
    opened.close()


def test_back_after_a_sign_out_shows_nothing(live_server, at_home, user):
    page = at_home
    browser.sign_in(page, live_server.url, user.email)
    page.goto(f"{live_server.url}/compte/")
    assert user.email in page.content()
    page.goto(f"{live_server.url}/deconnexion/")
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion/**")

    for _ in range(2):
        page.go_back(wait_until="load")
        assert "/connexion/" in page.url
        assert user.email not in page.content()


VIRTUAL = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# Another signature than the one that the key made.
TAMPER = """() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = async (asked) => {
        const answer = (await get(asked)).toJSON();
        const {signature} = answer.response;
        const other = signature[20] === "A" ? "B" : "A";
        answer.response.signature = signature.slice(0, 20) + other + signature.slice(21);
        return {toJSON: () => answer};
    };
}"""


@pytest.fixture
def page_with_key(open_page):
    """A page of a browser that has a passkey of its own."""
    page = open_page(is_kept=False)
    driver = page.context.new_cdp_session(page)
    driver.send("WebAuthn.enable")
    driver.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})
    return page


def test_a_passkey_opens_an_account_after_its_password(live_server, page_with_key, axe, user):
    page, site = page_with_key, live_server.url.replace("127.0.0.1", "localhost")

    def give_password():
        page.goto(f"{site}/connexion/")
        page.get_by_label("Adresse").fill(user.email)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        page.get_by_role("button", name="Se connecter").click()

    give_password()
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/compte/cle-d-acces/ajouter/")
    assert axe(page) == []
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    page.get_by_role("heading", name="Vos codes de secours").wait_for()
    page.goto(f"{site}/compte/")
    page.get_by_text("Clé d’accès «\u00a0Clé de ce poste\u00a0»").first.wait_for()
    page.get_by_role("button", name="Se déconnecter").click()

    give_password()
    page.wait_for_url("**/connexion/code/")
    assert axe(page) == []
    page.evaluate(TAMPER)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.locator(".error-summary").wait_for()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url(f"{site}/")


def test_a_session_that_is_over_is_opened_again_over_the_page(live_server, open_page, axe):
    page, user = open_page(is_kept=False), UserFactory(role=Role.MANAGER)
    user.set_password(PASSWORD)
    user.save()
    ProgrammeFactory(authority=user.acting.organisation)
    browser.sign_in(page, live_server.url, user.email)
    page.goto(f"{live_server.url}/conventions/deliberations/ajouter/")
    page.get_by_label("Numéro").first.fill("2023-12")
    codes = add_factor(user)
    SignIn.objects.all().delete()
    page.evaluate("performance.now = () => 1e9")
    page.locator("form.read button.btn-primary").click()

    dialog = page.locator("dialog")
    dialog.get_by_label("Adresse").fill(user.email)
    for password in ("autre chose", PASSWORD):
        dialog.get_by_label("Mot de passe").fill(password)
        dialog.get_by_role("button", name="Se connecter").click()
        if password != PASSWORD:
            dialog.locator(".error-summary").wait_for()
            assert axe(page) == []
    dialog.get_by_label("Code affiché").fill(codes[0])
    dialog.get_by_role("button", name="Vérifier le code").click()

    page.locator("main .error-summary").wait_for()  # sent: the other fields are still empty
    assert page.get_by_label("Numéro").first.input_value() == "2023-12"
    assert user.sign_ins.count() == 1


def test_a_session_opened_for_a_test_is_a_session(live_server, page, sign_in, user):
    sign_in(page, user.email)

    page.goto(f"{live_server.url}/")

    assert "/connexion/" not in page.url
