"""What a hostile OpenID Connect provider, or somebody in its place, signs: refused, each one."""

import json
import time

import jwt
import pytest
from django.urls import reverse

from tests.accounts.hostile_provider import (
    CLIENT_ID,
    SECRET,
    by_hand,
    come_back,
    hs256,
    identity_of,
    is_in,
    key,
    pem,
    public,
    said,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = reverse("account_login")


@pytest.fixture(autouse=True)
def user(provider):
    user = UserFactory()
    identity_of(user, provider)
    return user


def header_of(**changes):
    return {"alg": "RS256", "kid": "one", "typ": "JWT", **changes}


def another_signature(claims):
    return jwt.encode(claims, key("stranger"), "RS256", {"kid": "one"})


def cut_signature(claims):
    return jwt.encode(claims, key("one"), "RS256", {"kid": "one"}).rpartition(".")[0] + "."


def changed_after(claims):
    header, _, signature = jwt.encode(claims, key("one"), "RS256", {"kid": "one"}).split(".")
    body = by_hand({}, claims | {"sub": "sujet-1 "}, lambda _: b"").split(".")[1]
    return f"{header}.{body}.{signature}"


def own_key_in_header(claims):
    """The key of the attacker, which the token brings with it."""
    brought = public(key("stranger"), "brought")
    return jwt.encode(claims, key("stranger"), "RS256", {"kid": "brought", "jwk": brought})


# What makes a token out of the claims that are due.
TOKENS = {
    "the signature of somebody else": another_signature,
    "no signature": cut_signature,
    "claims changed after it was signed": changed_after,
    "alg none": lambda claims: by_hand(header_of(alg="none"), claims, lambda _: b""),
    "alg nOnE": lambda claims: by_hand(header_of(alg="nOnE"), claims, lambda _: b""),
    "alg none, signed": lambda claims: by_hand(header_of(alg="none"), claims, hs256(b"x")),
    "no alg": lambda claims: by_hand({"kid": "one"}, claims, hs256(b"x")),
    "HS256 by the public key": lambda claims: by_hand(
        header_of(alg="HS256"), claims, hs256(pem(key("one")))
    ),
    "HS256 by the public key as it is published": lambda claims: by_hand(
        header_of(alg="HS256"), claims, hs256(json.dumps(public(key("one"), "one")).encode())
    ),
    "HS256 by the secret of the client": lambda claims: by_hand(
        header_of(alg="HS256"), claims, hs256(SECRET.encode())
    ),
    "RS512": lambda claims: jwt.encode(claims, key("one"), "RS512", {"kid": "one"}),
    "PS256": lambda claims: jwt.encode(claims, key("one"), "PS256", {"kid": "one"}),
    "RS256 said of the curve": lambda claims: by_hand(
        header_of(kid="curve"), claims, hs256(pem(key("curve")))
    ),
    "the key brought by the token": own_key_in_header,
    "an unknown key": lambda claims: jwt.encode(claims, key("one"), "RS256", {"kid": "two"}),
    "no key named": lambda claims: jwt.encode(claims, key("one"), "RS256"),
    "a header that must be understood": lambda claims: jwt.encode(
        claims, key("one"), "RS256", {"kid": "one", "crit": ["exp"], "exp": 1}
    ),
    "a list of claims": lambda claims: by_hand(header_of(), [claims], hs256(b"x")),
    "nothing": lambda claims: "",
    "no token": lambda claims: "pas.un.jeton",
    "no text": lambda claims: {"alg": "none"},
    "null": lambda claims: None,
}
now = int(time.time())
# The claims changed in a token that is well signed; those of None are taken away.
CLAIMS = {
    "a slash after the issuer": lambda it: {"iss": f"{it.issuer}/"},
    "the issuer in capitals": lambda it: {"iss": it.issuer.upper()},
    "another issuer": lambda it: {"iss": "https://auth.exemple.fr/api/v2"},
    "two issuers": lambda it: {"iss": [it.issuer]},
    "no issuer": lambda it: {"iss": None},
    "another audience": lambda it: {"aud": "un-autre-site"},
    "the audience cut": lambda it: {"aud": CLIENT_ID[:-1]},
    "no audience": lambda it: {"aud": None},
    "an empty audience": lambda it: {"aud": []},
    "two audiences, no party": lambda it: {"aud": [CLIENT_ID, "un-autre-site"]},
    "another party": lambda it: {"azp": "un-autre-site"},
    "two audiences, another party": lambda it: {
        "aud": [CLIENT_ID, "un-autre-site"],
        "azp": "un-autre-site",
    },
    "a party that is a list": lambda it: {"azp": [CLIENT_ID]},
    "an issuer that is null, and its type": lambda it: {"iss": {"name": it.issuer}},
    "expired": lambda it: {"exp": now - 60, "iat": now - 120},
    "no end": lambda it: {"exp": None},
    "an end that is no number": lambda it: {"exp": "demain"},
    "an end without end": lambda it: {"exp": float("inf")},
    "issued tomorrow": lambda it: {"iat": now + 86_400, "exp": now + 90_000},
    "no instant": lambda it: {"iat": None},
    "not before tomorrow": lambda it: {"nbf": now + 86_400},
    "no nonce": lambda it: {"nonce": None},
    "the nonce of another sign-in": lambda it: {"nonce": "a" * 43},
    "an empty nonce": lambda it: {"nonce": ""},
    "a list of nonces": lambda it: {"nonce": ["a" * 43]},
    "no subject": lambda it: {"sub": None},
    "an empty subject": lambda it: {"sub": ""},
    "a subject that is a number": lambda it: {"sub": 1},
    "a subject with a NUL": lambda it: {"sub": "sujet-1\0"},
    "a subject too long": lambda it: {"sub": "s" * 256},
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_that_is_not_signed_as_it_must_be_opens_nothing(client, provider, name):
    provider.token = TOKENS[name]
    assert_refused(client, come_back(client, provider))


@pytest.mark.parametrize("name", CLAIMS)
def test_a_token_that_says_anything_else_opens_nothing(client, provider, name, caplog):
    provider.claims = CLAIMS[name](provider)
    assert_refused(client, come_back(client, provider))
    assert "InvalidSignature" not in caplog.text


def assert_refused(client, answer):
    assert answer.url == SIGN_IN
    assert not is_in(client)
    assert "ProConnect n’a pas confirmé votre identité." in said(client, answer)


WEAK = {
    "1024 bits": lambda: public(key("of-1024"), "of-1024"),
    "to encrypt": lambda: public(key("two"), "two", use="enc"),
    "RS512": lambda: public(key("two"), "two", alg="RS512"),
    "24 bits": lambda: {"kty": "RSA", "kid": "two", "n": "AQAB", "e": "AQAB"},
    "no number": lambda: {"kty": "RSA", "kid": "two"},
    "shared": lambda: {"kty": "oct", "kid": "two", "k": "c2VjcmV0"},
    "of no kind": lambda: {"kid": "two"},
}


@pytest.mark.parametrize("name", WEAK)
def test_a_key_that_must_not_sign_opens_nothing(client, provider, name):
    provider.keys.append(WEAK[name]())
    provider.token = lambda claims: provider.sign(claims, provider.keys[-1]["kid"])
    assert_refused(client, come_back(client, provider))


def signed_by_the_curve(claims):
    return jwt.encode(claims, key("curve"), "ES256", {"kid": "curve"})


@pytest.mark.parametrize(
    ("token", "claims"),
    [
        (None, {}),
        (signed_by_the_curve, {}),
        (None, {"aud": [CLIENT_ID, "un-autre-site"], "azp": CLIENT_ID}),
        (None, {"aud": [CLIENT_ID]}),
        (None, {"iat": now + 15, "nbf": now + 15}),
    ],
    ids=["RS256", "ES256", "two audiences, our party", "a list", "a clock a little ahead"],
)
def test_a_token_as_it_must_be_opens_the_account(client, provider, user, token, claims):
    provider.token = token or provider.token
    provider.claims = claims

    assert come_back(client, provider).url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_new_keys_are_asked_for_once(client, provider, user):
    come_back(client, provider)
    client.post(reverse("account_logout"))
    provider.keys = [public(key("two"), "two")]
    provider.token = lambda claims: provider.sign(claims, "two")
    before = len(provider.asked)

    assert come_back(client, provider).url == "/"
    assert [path.rpartition("/")[2] for path in provider.asked[before:]] == ["token", "jwks"]
    client.post(reverse("account_logout"))
    provider.token = provider.sign
    before = len(provider.asked)
    assert_refused(client, come_back(client, provider))
    assert [path.rpartition("/")[2] for path in provider.asked[before:]] == ["token", "jwks"]
