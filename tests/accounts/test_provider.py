"""Sign in by an OpenID Connect provider: what is asked of it, what a browser brings back, and its
breakdowns.
"""

import datetime as dt
import json
import time
from threading import Event
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts import provider as ours
from accounts.enums import Role
from accounts.models import Identity, User
from accounts.provider_sessions import ASKED
from audit import models as audit
from tests.accounts.hostile_provider import (
    BACK,
    CLIENT_ID,
    LEAVE,
    SECRET,
    come_back,
    identity_of,
    is_in,
    leave,
    said,
)
from tests.factories.accounts import UserFactory, sign_in
from tests.reading import words

pytestmark = pytest.mark.django_db
HOME, SIGN_IN = reverse("reporting:home"), reverse("account_login")
ACCOUNT, UNLINK = reverse("accounts:account"), reverse("accounts:unlink-identity")
REFUSED, DOWN, LOST = "n’a pas confirmé votre identité", "ProConnect ne répond pas", "a expiré"


@pytest.fixture
def user(provider):
    """Somebody in finance, linked to `sujet-1`."""
    user = UserFactory(role=Role.FINANCE)
    identity_of(user, provider)
    return user


def test_without_a_provider_nothing_of_it_is_shown(client):
    assert "ProConnect" not in client.get(SIGN_IN).text
    assert "ProConnect" not in sign_in(client, UserFactory()).get(ACCOUNT).text
    assert "ProConnect" not in client.get(reverse("programmes:personal-data")).text


def test_what_is_kept_of_an_identity_is_told(client, provider, programme):
    page = words(client.get(reverse("programmes:personal-data")))
    assert "Si vous le reliez à ProConnect" in page


def test_the_page_of_sign_in_offers_the_provider_and_leads_to_it(client, provider, settings):
    assert "Se connecter avec ProConnect" in words(client.get(SIGN_IN))
    page = client.post(LEAVE)
    asked = {
        name: one[0] for name, one in parse_qs(urlsplit(page.context["address"]).query).items()
    }

    assert 'http-equiv="refresh"' in page.text
    assert page.context["address"].startswith(f"{provider.issuer}/authorize?")
    assert asked.pop("state") != asked.pop("nonce")
    assert len(asked.pop("code_challenge")) == 43
    claims = json.loads(asked.pop("claims"))["id_token"]
    assert claims["acr"] == {"values": ["eidas1-mfa", "eidas2"]}
    assert claims["amr"] == claims["auth_time"] == {"essential": True}
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": f"{settings.PASSNUM_BASE_URL}{BACK}",
        "scope": "openid email",
        "prompt": "login",
        "code_challenge_method": "S256",
    }


def test_what_a_provider_does_not_announce_is_not_asked(client, provider, user):
    provider.more = {"claims_parameter_supported": False, "code_challenge_methods_supported": []}
    asked = parse_qs(urlsplit(leave(client)).query)

    assert asked["acr_values"] == ["eidas1-mfa eidas2"]
    assert not {"claims", "code_challenge", "code_challenge_method"} & asked.keys()
    assert min(len(asked[name][0]) for name in ("state", "nonce")) >= 32
    assert come_back(client, provider).url == "/"
    assert "code_verifier" not in provider.posted[0]


def test_who_is_signed_in_does_not_leave(client, provider, user):
    assert sign_in(client, user).post(LEAVE).url == "/"


def test_a_linked_identity_opens_its_account(client, provider, user):
    answer = come_back(client, provider, next=ACCOUNT)

    assert answer.url == ACCOUNT
    assert client.get(HOME).status_code == 200
    row = user.sign_ins.get()
    assert row.expire_date - row.started_at == dt.timedelta(hours=12)
    assert audit.Event.objects.filter(verb="user.signed_in", subject_id=user.pk).count() == 1


def test_no_address_of_another_site_is_gone_to(client, provider, user):
    assert come_back(client, provider, next="https://ailleurs.exemple.fr/").url == "/"


def test_an_identity_that_is_not_linked_opens_and_creates_nothing(client, provider, user):
    provider.claims = provider.userinfo = {"email": user.email, "email_verified": True}
    answer = come_back(client, provider, subject="sujet-2")

    assert "n’est reliée à aucun compte" in said(client, answer)
    assert not is_in(client)
    assert (User.objects.count(), Identity.objects.count()) == (1, 1)


def test_the_same_subject_of_another_provider_opens_nothing(client, provider, user):
    user.identities.update(issuer="https://auth.exemple.fr/api/v2")

    assert "n’est reliée à aucun compte" in said(client, come_back(client, provider))
    assert not is_in(client)


def test_a_closed_account_stays_closed(client, provider, user):
    User.objects.update(is_active=False)

    assert come_back(client, provider).url == reverse("account_inactive")
    assert not is_in(client)


def test_a_locked_account_stays_locked(client, provider, user):
    for _ in range(5):
        client.post(SIGN_IN, {"login": user.email, "password": "faux"})

    assert come_back(client, provider).status_code == 429
    assert not is_in(client)
    elsewhere = Client(REMOTE_ADDR="203.0.113.7")
    assert come_back(elsewhere, provider).url == "/"


def test_a_sign_in_by_the_provider_does_not_confirm_who_one_is(client, provider, user):
    come_back(client, provider)

    assert client.get(UNLINK).url.startswith(reverse("accounts:confirm"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda back: back.replace("state=", "state=x"), LOST),
        (lambda back: back.partition("&state")[0], LOST),
        (lambda back: back.replace("state=", "state=é"), LOST),
        (lambda back: back.replace("code=", "cade="), REFUSED),
        (lambda back: back.replace("code=", "code=x"), REFUSED),
        (lambda back: back.replace("code=", "error=access_denied&cade="), REFUSED),
        (lambda back: f"{back}&iss=https://ailleurs.exemple.fr", REFUSED),
    ],
    ids=["state", "no state", "odd state", "no code", "code", "error", "mixed up"],
)
def test_another_answer_than_that_of_the_provider_is_refused(
    client, provider, user, change, sentence
):
    answer = client.get(change(provider.signed_in(leave(client))))

    assert sentence in said(client, answer)
    assert not is_in(client)


def test_an_answer_with_our_provider_named_is_accepted(client, provider, user):
    back = provider.signed_in(leave(client))
    assert client.get(f"{back}&iss={provider.issuer}").url == "/"


def test_an_answer_serves_once_even_refused(client, provider, user):
    back = provider.signed_in(leave(client))
    wrong = back.replace("code=", "code=x")

    assert REFUSED in said(client, client.get(wrong))
    assert LOST in said(client, client.get(back))
    assert not is_in(client)
    back = provider.signed_in(leave(client))
    assert client.get(back).url == "/"
    assert LOST in words(client.get(back, follow=True))


def test_a_code_serves_once(client, provider, user):
    """Stolen on its way, it is brought by a sign-in that the thief asked for."""
    first = provider.signed_in(leave(client))
    client.get(first)
    thief = Client()
    state = parse_qs(urlsplit(leave(thief)).query)["state"][0]
    stolen = f"{first.partition('&state')[0]}&state={state}"

    assert REFUSED in said(thief, thief.get(stolen))
    assert not is_in(thief)


def test_an_answer_of_somebody_else_is_refused(client, provider, user):
    back = provider.signed_in(leave(client))
    other = Client()
    leave(other)

    assert LOST in said(other, other.get(back))
    assert not is_in(other)


def test_a_stolen_code_is_refused_by_its_verifier_and_by_its_nonce(client, provider, user):
    for announced in (["S256"], []):
        provider.more = {"code_challenge_methods_supported": announced}
        ours._kept.clear()
        back = provider.signed_in(leave(client))
        thief = Client()
        state = parse_qs(urlsplit(leave(thief)).query)["state"][0]
        answer = thief.get(f"{back.partition('&state')[0]}&state={state}")

        assert REFUSED in said(thief, answer)
        assert not is_in(thief)


def test_an_answer_that_comes_too_late_is_refused(client, provider, user):
    back = provider.signed_in(leave(client))
    session = client.session
    session[ASKED] = session[ASKED] | {"at": time.time() - 601}
    session.save()

    assert LOST in said(client, client.get(back))


def test_the_site_says_its_secret_to_the_token_endpoint_alone(client, provider, user, settings):
    address = leave(client)
    client.get(provider.signed_in(address))

    (sent,) = provider.posted
    assert sent["client_secret"] == SECRET
    assert sent["redirect_uri"] == f"{settings.PASSNUM_BASE_URL}{BACK}"
    assert SECRET not in f"{address}{provider.asked}"


def redirecting(answer):
    """To what it should have answered."""
    answer.give("", status=302, Location=f"{answer.provider.origin}/ailleurs{answer.path}")


def redirecting_with_the_body(answer):
    answer.give("", status=307, Location=f"{answer.provider.origin}/ailleurs{answer.path}")


def dripping(answer):
    answer.send_response(200)
    for _ in range(20):
        answer.wfile.write(b"X: y\r\n")
        time.sleep(0.05)
    late(answer)


def late(answer):
    """What it should have answered, after a second."""
    time.sleep(1)
    answer.give({**answer.provider.document, "keys": answer.provider.keys})


BREAKDOWNS = {
    "a redirect": redirecting,
    "a redirect with the body": redirecting_with_the_body,
    "an error": lambda answer: answer.give({}, status=500),
    "a huge answer": lambda answer: answer.give(b'{"a": "' + b"a" * 200_001 + b'"}'),
    "a text": lambda answer: answer.give("<p>Bonjour</p>"),
    "a list": lambda answer: answer.give([]),
    "a deep list": lambda answer: answer.give(b"[" * 100_000),
    "nothing": lambda answer: answer.give(b""),
    "no HTTP": lambda answer: answer.wfile.write(b"bonjour\r\n\r\n"),
    "silence": late,
    "a drip": dripping,
}


@pytest.mark.parametrize("end", ["openid-configuration", "token", "jwks"])
@pytest.mark.parametrize("name", BREAKDOWNS)
def test_a_provider_that_is_down_is_said_and_nothing_more(
    client, provider, user, monkeypatch, name, end
):
    back = provider.signed_in(leave(client))
    monkeypatch.setattr(ours, "WITHIN", 0.2)
    provider.answers[end] = BREAKDOWNS[name]
    ours._kept.clear()
    answer = client.get(back)

    assert answer.url == SIGN_IN
    page = said(client, answer)
    assert DOWN in page
    assert provider.origin not in page
    assert not is_in(client)
    assert not [path for path in provider.asked if "ailleurs" in path]


def test_an_answer_without_end_is_left(client, provider):
    left = Event()

    def endless(answer):
        answer.send_response(200)
        answer.end_headers()
        try:
            for _ in range(300):
                answer.wfile.write(b" " * 100_000)
        except OSError:
            left.set()

    provider.answers["openid-configuration"] = endless

    assert DOWN in said(client, client.post(LEAVE))
    assert left.wait(timeout=5)


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": "https://ailleurs.exemple.fr/api/v2"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": "https://ailleurs.exemple.fr/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": ["http://127.0.0.1/"]},
    ],
)
def test_a_document_that_is_not_that_of_the_provider_leads_nowhere(client, provider, more):
    provider.more = more
    answer = client.post(LEAVE)

    assert answer.url == SIGN_IN
    assert DOWN in said(client, answer)


def test_a_provider_that_is_gone_is_said(client, provider):
    provider.close()
    assert DOWN in said(client, client.post(LEAVE))


def test_its_document_and_its_keys_are_kept_for_an_hour(client, provider, user, monkeypatch):
    come_back(client, provider)
    come_back(Client(), provider)
    assert len(provider.asked) == 4  # the document, the keys, two codes

    monkeypatch.setattr(ours, "KEPT_FOR", -1.0)
    come_back(Client(), provider)
    assert len(provider.asked) > 6
