"""Every answer, whoever makes it, has the headers that a browser obeys."""

import pytest
from django.test import Client
from django.urls import reverse

from passnum import health
from passnum.middleware import HEADERS
from tests.accounts.test_matrix import API, PUBLIC, ask
from tests.factories.accounts import UserFactory, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
EVERYWHERE = [*HEADERS, "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"]


def lacking(answer):
    """The headers that an answer has not, or that let more than they should."""
    wrong = [name for name in EVERYWHERE if not answer.get(name)]
    policy = answer.get("Content-Security-Policy", "")
    wrong += [
        part for part in ("default-src 'none'", "frame-ancestors 'none'") if part not in policy
    ]
    kind = answer.get("Content-Type", "").replace('"', "").lower()
    return wrong + [kind] * (kind.startswith("text/") and "charset=utf-8" not in kind)


def test_every_public_address_and_call_has_the_headers(client):
    arguments = {
        "accounts:theme": ["0" * 8 + "-0000-0000-0000-" + "0" * 12],
        "accounts:choose-password": ["invitation", "x"],
        "deadlines:calendar-feed": ["x"],
    }
    asked = [*PUBLIC, *(("POST", name) for name in API)]
    found = {
        (method, name): lacking(ask(client, method, reverse(name, args=arguments.get(name))))
        for method, name in asked
    }

    assert {where: wrong for where, wrong in found.items() if wrong} == {}


class TestOtherAnswers:
    def test_no_such_page(self, client):
        assert lacking(client.get("/rien/")) == []

    def test_a_host_that_is_not_ours(self, client, settings):
        settings.ALLOWED_HOSTS = ["pass.exemple.fr"]
        answer = client.get("/connexion/", HTTP_HOST="ailleurs.exemple")

        assert (answer.status_code, lacking(answer)) == (400, [])

    def test_a_host_that_is_not_ours_in_the_clear(self, client, settings):
        settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["pass.exemple.fr"]
        answer = client.get("/connexion/", HTTP_HOST="ailleurs.exemple")

        assert (answer.status_code, lacking(answer)) == (400, [])

    def test_a_redirection_to_https_and_what_follows(self, settings):
        settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600
        client = Client()
        redirected = client.get("/connexion/")
        followed = client.get("/connexion/", secure=True)

        assert (redirected.status_code, lacking(redirected)) == (301, [])
        assert followed["Strict-Transport-Security"].startswith("max-age=3600")

    def test_a_fault_of_ours(self, monkeypatch):
        monkeypatch.setattr(health.probes, "states", lambda: 1 / 0)
        answer = Client(raise_request_exception=False).get("/healthz")

        assert (answer.status_code, lacking(answer)) == (500, [])

    def test_a_static_file(self, settings, tmp_path):
        (tmp_path / "page.css").write_text("p { margin: 0 }")
        settings.STATIC_ROOT = tmp_path
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, "whitenoise.middleware.WhiteNoiseMiddleware"]
        answer = Client().get("/static/page.css")
        answer.close()

        assert (answer.status_code, lacking(answer)) == (200, [])


def test_signing_out_empties_what_the_browser_kept_of_the_pages(client):
    sign_in(client, UserFactory())
    left = client.post(reverse("account_logout"))

    assert left["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get(reverse("account_login"))
