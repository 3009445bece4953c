"""Tokens that an OpenID Connect provider signs: by which key, by whom, for whom, until when."""

import hmac
from collections.abc import Iterable
from typing import Any

import jwt

from accounts.provider_client import Client

Claims = dict[str, Any]
# The algorithms accepted, each with the kind of its keys: never `none`, nor a shared secret.
KINDS = {"RS256": ("RSA", None), "ES256": ("EC", "P-256")}
SKEW = 30  # seconds that two clocks differ
LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2
TWO_FACTORS = "mfa"  # RFC 8176
OF_SIGN_IN = ("iss", "aud", "sub", "exp", "iat", "nonce")
WRONG = (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class TokenRefused(Exception):
    """The token is not what it must be; the sentence is for the log."""


class KeyUnknown(TokenRefused):
    """The key that signed is none of those known: they may have changed."""


def claims_of(token: str, keys: Iterable[Claims], client: Client) -> Claims:
    """What a token says, once its signature, its issuer, its audience and its dates are checked."""
    try:
        header = jwt.get_unverified_header(token)
        key = _key(header.get("kid"), header["alg"], keys)
        found: Claims = jwt.decode(
            token,
            key,
            algorithms=list(KINDS),
            issuer=client.issuer,
            audience=client.client_id,
            leeway=SKEW,
            options={"require": ["iss", "aud", "sub"], "enforce_minimum_key_length": True},
        )
    except WRONG as error:
        raise TokenRefused(f"{type(error).__name__}: {error}") from error
    audience = found["aud"]
    is_shared = not isinstance(audience, str) and len(audience) > 1
    if found.get("azp", "" if is_shared else client.client_id) != client.client_id:
        raise TokenRefused("azp")
    subject = found["sub"]
    if not (subject.isascii() and subject.isprintable() and 0 < len(subject) <= LONGEST_SUBJECT):
        raise TokenRefused("sub")
    return found


def check_sign_in(claims: Claims, nonce: str) -> None:
    """Refuse claims that are not those of the sign-in that was asked."""
    missing = [name for name in OF_SIGN_IN if name not in claims]
    if missing:
        raise TokenRefused(f"without {', '.join(missing)}")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise TokenRefused("nonce")


def says_two_factors(claims: Claims, client: Client, since: float) -> bool:
    """Whether the provider says that two factors were given, since an instant in seconds."""
    acr, methods, given_at = (claims.get(name) for name in ("acr", "amr", "auth_time"))
    return (
        acr in client.factor_acr
        and isinstance(methods, list)
        and TWO_FACTORS in methods
        and isinstance(given_at, int | float)
        and given_at >= since - SKEW
    )


def signs(key: Claims, algorithm: str) -> bool:
    """Whether a key, as the provider publishes it, signs by an algorithm."""
    is_of_it = (key.get("kty"), key.get("crv")) == KINDS[algorithm]
    return is_of_it and key.get("alg", algorithm) == algorithm and key.get("use", "sig") == "sig"


def _key(kid: Any, algorithm: str, keys: Iterable[Claims]) -> jwt.PyJWK:
    if algorithm not in KINDS:
        raise TokenRefused(f"algorithm {algorithm}")
    for one in keys:
        if one.get("kid") == kid and signs(one, algorithm):
            return jwt.PyJWK(one, algorithm)
    raise KeyUnknown("key")
