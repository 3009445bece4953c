"""An identity of an OpenID Connect provider, linked to an account; two factors; signing out."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts import provider as ours
from accounts.emails import letter_email
from accounts.enums import Role
from accounts.models import Identity, Letter, SignIn, User
from accounts.provider_sessions import ASKED, SAID
from accounts.session_store import SessionStore
from audit.models import Event
from tests.accounts.hostile_provider import (
    CLIENT_ID,
    by_hand,
    come_back,
    hs256,
    identity_of,
    is_in,
    key,
    leave,
    pem,
    said,
    two_factors,
)
from tests.factories.accounts import UserFactory, add_factor, code_of, sign_in
from tests.reading import words

pytestmark = pytest.mark.django_db
HOME, SIGN_IN, SIGN_OUT, CODE, ENDED = (
    reverse(name)
    for name in (
        *("reporting:home", "account_login", "account_logout"),
        *("mfa_authenticate", "provider-signed-out"),
    )
)
ACCOUNT, LINK, UNLINK, CONFIRM, ADD = (
    reverse(f"accounts:{name}")
    for name in ("account", "link-identity", "unlink-identity", "confirm", "add-factor")
)
PASSWORD, CODES = "une phrase assez longue", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def user(provider):
    user = UserFactory(role=Role.FINANCE)
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def factor_asked(settings):
    settings.PASSNUM_FACTOR_ROLES = frozenset({Role.FINANCE})


def told(user):
    return list(Letter.objects.filter(email=user.email).values_list("about", flat=True))


def recorded(verb):
    return Event.objects.filter(verb=verb).count()


def test_an_identity_is_linked_from_the_account_then_opens_it(client, provider, user):
    sign_in(client, user)
    provider.userinfo = {"email": "ines@exemple.fr"}
    assert "Relier votre identité ProConnect" in words(client.get(ACCOUNT))
    assert "ouvre ensuite votre compte" in words(client.get(LINK))
    answer = come_back(client, provider, LINK)

    assert "Identité ProConnect reliée" in said(client, answer)
    assert "ines@exemple.fr, depuis le" in words(client.get(ACCOUNT))
    identity = Identity.objects.get()
    assert (identity.user, identity.issuer) == (user, provider.issuer)
    assert identity.subject == "sujet-1"
    assert told(user) == ["identite-reliee"]
    assert "elle l’ouvre aussi" in letter_email(user, told(user)[0]).body
    assert recorded("user.identity_linked") == 1
    elsewhere = Client()
    assert come_back(elsewhere, provider).url == "/"
    assert is_in(elsewhere)


def test_linking_and_unlinking_ask_first_who_is_there(client, provider, user):
    sign_in(client, user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - 301}]
    session.save()

    for url in (LINK, UNLINK):
        for ask in (client.get, client.post):
            assert ask(url).url.startswith(CONFIRM)
    assert ASKED not in client.session
    client.post(f"{CONFIRM}?next={LINK}", {"password": PASSWORD})
    assert client.get(LINK).status_code == 200


def test_a_provider_that_is_gone_is_said_where_one_links(client, provider, user, caplog):
    provider.close()
    answer = sign_in(client, user).post(LINK)

    assert answer.url == ACCOUNT
    assert "ProConnect ne répond pas" in said(client, answer)
    assert "openid-configuration" in caplog.text  # for who runs the site


def test_an_identity_is_taken_away(client, provider, user):
    identity_of(user, provider)
    other = Client()
    come_back(other, provider)
    sign_in(client, user)
    assert "n’ouvre ensuite plus votre compte" in words(client.get(UNLINK))
    answer = client.post(UNLINK)

    assert "Votre compte reste ouvert ailleurs" in said(client, answer)
    assert not Identity.objects.exists()
    assert told(user) == ["identite-retiree"]
    assert "n’est plus relié" in letter_email(user, told(user)[0]).body
    assert recorded("user.identity_unlinked") == 1
    client.post(UNLINK)
    assert recorded("user.identity_unlinked") == 1
    newcomer = Client()
    assert "n’est reliée à aucun compte" in said(newcomer, come_back(newcomer, provider))


def test_the_identity_of_somebody_else_is_not_linked(client, provider, user):
    identity_of(UserFactory(), provider)
    answer = come_back(sign_in(client, user), provider, LINK)

    assert "déjà reliée à un compte" in said(client, answer)
    assert not user.identities.exists()
    assert told(user) == []


def test_an_account_has_one_identity_of_a_provider(client, provider, user):
    identity_of(user, provider)
    answer = come_back(sign_in(client, user), provider, LINK, subject="sujet-2")

    assert "déjà reliée à un compte" in said(client, answer)
    assert user.identities.get().subject == "sujet-1"


def test_the_database_refuses_an_identity_twice(provider, user):
    identity_of(user, provider)
    for owner, subject in ((UserFactory(), "sujet-1"), (user, "sujet-2")):
        with pytest.raises(IntegrityError), transaction.atomic():
            identity_of(owner, provider, subject)


def test_the_email_of_another_account_joins_nothing(client, provider, user):
    other = UserFactory(email="cible@exemple.fr")
    provider.userinfo = provider.claims = {"email": other.email, "email_verified": True}
    come_back(sign_in(client, user), provider, LINK)

    assert not other.identities.exists()
    assert user.identities.get().email == other.email
    assert User.objects.get(pk=user.pk).email == user.email


USERINFOS = {
    "of another": lambda it, due: it.sign(due | {"sub": "sujet-2"}),
    "of nobody": lambda it, due: it.sign({"iss": it.issuer, "aud": CLIENT_ID}),
    "for another site": lambda it, due: it.sign(due | {"aud": "un-autre-site"}),
    "of another provider": lambda it, due: it.sign(due | {"iss": f"{it.issuer}/"}),
    "too old": lambda it, due: it.sign(due | {"exp": int(time.time()) - 60}),
    "not signed": lambda it, due: due,
    "alg none": lambda it, due: by_hand({"alg": "none", "kid": "one"}, due, lambda _: b""),
    "signed by another": lambda it, due: jwt.encode(due, key("stranger"), "RS256", {"kid": "one"}),
    "HS256": lambda it, due: by_hand({"alg": "HS256", "kid": "one"}, due, hs256(pem(key("one")))),
    "bytes": lambda it, due: b"\xff\x00",
}


@pytest.mark.parametrize("name", USERINFOS)
def test_a_userinfo_that_is_not_proven_links_nothing(client, provider, user, name):
    due = {"iss": provider.issuer, "aud": CLIENT_ID, "sub": "sujet-1", "email": "a@exemple.fr"}
    given = USERINFOS[name](provider, due)
    provider.answers["userinfo"] = lambda answer: answer.give(given, kind="application/jwt")
    answer = come_back(sign_in(client, user), provider, LINK)

    assert answer.url == ACCOUNT
    assert "n’a pas confirmé votre identité" in said(client, answer)
    assert not Identity.objects.exists()


def test_what_one_account_asked_links_nothing_to_another(client, provider, user):
    back = provider.signed_in(leave(sign_in(client, user), LINK))
    asked = client.session[ASKED]
    session = sign_in(client, UserFactory()).session
    session[ASKED] = asked
    session.save()

    assert "a expiré" in said(client, client.get(back))
    assert not Identity.objects.exists()


def test_two_factors_of_the_provider_are_enough(client, provider, user, factor_asked):
    identity_of(user, provider)
    add_factor(user, CODES)
    provider.claims = two_factors()

    assert come_back(client, provider).url == "/"
    assert client.get(HOME).status_code == 200


def test_two_factors_of_the_provider_spare_the_first_of_ours(client, provider, user, factor_asked):
    identity_of(user, provider)
    provider.claims = two_factors()
    come_back(client, provider)

    assert client.get(HOME).status_code == 200
    by_password = Client()
    by_password.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    assert by_password.get(HOME).url == ADD


NOT_TWO = {
    "nothing": {},
    "no level": two_factors(acr=None),
    "a low level": two_factors(acr="eidas1"),
    "levels": two_factors(acr=["eidas2"]),
    "no method": two_factors(amr=None),
    "one method": two_factors(amr=["pwd"]),
    "a text for the methods": two_factors(amr="pwd mfa"),
    "no instant": two_factors(auth_time=None),
    "long ago": two_factors(auth_time=int(time.time()) - 7200),
    "an instant that is a text": two_factors(auth_time=str(int(time.time()) + 60)),
}


@pytest.mark.parametrize("name", NOT_TWO)
def test_without_two_factors_of_the_provider_one_of_ours_is_added(
    client, provider, user, factor_asked, name
):
    identity_of(user, provider)
    provider.claims = NOT_TWO[name]
    come_back(client, provider)

    assert client.get(HOME).url == ADD


def test_without_two_factors_of_the_provider_ours_is_asked(client, provider, user, factor_asked):
    identity_of(user, provider)
    add_factor(user, CODES)
    provider.claims = NOT_TWO["one method"]

    assert come_back(client, provider).url == CODE
    assert not is_in(client)
    assert client.get(HOME).url.startswith(SIGN_IN)
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert client.post(CODE, {"code": code_of(CODES, 0)}).url == "/"
    assert client.get(HOME).status_code == 200


def test_a_factor_is_asked_whatever_the_role(client, provider, user):
    identity_of(user, provider)
    add_factor(user, CODES)

    assert come_back(client, provider).url == CODE


def test_two_factors_of_one_account_are_not_those_of_another(client, provider, user, factor_asked):
    identity_of(user, provider)
    provider.claims = two_factors()
    come_back(client, provider)
    kept = client.session[SAID]
    session = sign_in(client, UserFactory(role=Role.FINANCE)).session
    session[SAID] = kept
    session.save()

    assert client.get(HOME).url == ADD


def test_two_factors_that_opened_nothing_are_not_those_of_the_password(
    client, provider, user, factor_asked
):
    """The account was closed when the provider answered, and is open again in the same browser."""
    identity_of(user, provider)
    provider.claims = two_factors()
    User.objects.update(is_active=False)
    come_back(client, provider)
    User.objects.update(is_active=True)
    client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})

    assert client.get(HOME).url == ADD


def test_signing_out_ends_both(client, provider, user, settings):
    identity_of(user, provider)
    come_back(client, provider)
    answer = client.post(SIGN_OUT)

    assert not is_in(client)
    assert not user.sign_ins.exists()
    address = answer.context["address"]
    sent = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{provider.issuer}/session/end?")
    assert (
        jwt.decode(sent["id_token_hint"], options={"verify_signature": False})["sub"] == "sujet-1"
    )
    assert sent["post_logout_redirect_uri"] == f"{settings.PASSNUM_BASE_URL}{ENDED}"
    assert len(sent["state"]) >= 32
    assert "de ProConnect aussi" not in said(client, client.get(f"{ENDED}?state=faux"))
    client.post(SIGN_OUT)


def test_coming_back_from_the_end_says_so_once(client, provider, user):
    identity_of(user, provider)
    come_back(client, provider)
    state = parse_qs(urlsplit(client.post(SIGN_OUT).context["address"]).query)["state"][0]

    assert "de ProConnect aussi" in said(client, client.get(ENDED, {"state": state}))
    assert "de ProConnect aussi" not in said(client, client.get(ENDED, {"state": state}))
    assert "de ProConnect aussi" not in said(client, client.get(ENDED))


def test_the_token_is_kept_sealed_and_in_no_cookie(client, provider, user):
    identity_of(user, provider)
    given = []
    provider.token = lambda claims: given.append(provider.sign(claims)) or given[-1]
    come_back(client, provider)

    kept = str([SessionStore().decode(row.session_data) for row in SignIn.objects.all()])
    assert given[0] not in kept
    assert not [one for one in client.cookies.values() if "eyJ" in one.value]


@pytest.mark.parametrize("fault", ["gone", "without an end", "switched off"])
def test_signing_out_needs_no_provider(client, provider, user, settings, fault):
    identity_of(user, provider)
    come_back(client, provider)
    ours._kept.clear()
    if fault == "gone":
        provider.close()
    provider.more = {"end_session_endpoint": None}
    if fault == "switched off":
        settings.PASSNUM_OIDC = None

    assert client.post(SIGN_OUT).url == SIGN_IN
    assert not user.sign_ins.exists()
    assert client.get(HOME).url.startswith(SIGN_IN)


def test_a_session_by_password_ends_here_alone(client, provider, user):
    assert sign_in(client, user).post(SIGN_OUT).url == SIGN_IN
