"""What is asked of the OpenID Connect provider, server to server: its document, keys and tokens.

No redirect is followed, and each answer is small and comes within some seconds. The document and
the keys are kept by each process for an hour; an unknown key has them asked again, once.
"""

import base64
import hashlib
import json
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPErrorProcessor, Request, build_opener

from django.conf import settings
from django.urls import reverse

from accounts.id_tokens import KeyUnknown, TokenRefused, check_sign_in, claims_of, says_two_factors
from accounts.provider_client import Client
from accounts.provider_sessions import Asked
from common.errors import Refusal

TIMEOUT, WITHIN = 5.0, 8.0  # seconds for one answer: without a byte, and in all
LARGEST = 200_000  # bytes: what is longer is cut, and is nothing any more
KEPT_FOR = 3600.0
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
Document = dict[str, Any]
_kept: dict[str, tuple[float, Document]] = {}


class ProviderFault(Refusal):
    """Whose `sentence` says nothing of it to whoever signs in, and `reason` all to who runs it."""

    said = ""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{self.said} ou connectez-vous par votre mot de passe.")
        self.reason = reason


class ProviderDown(ProviderFault):
    """The provider does not answer, or not what it must."""

    said = "ProConnect ne répond pas. Réessayez plus tard,"


class ProviderRefused(ProviderFault):
    """The provider does not say who this is, or what it says is not proven."""

    said = "ProConnect n’a pas confirmé votre identité. Recommencez,"


@dataclass(frozen=True, slots=True)
class Said:
    """Who signed in at the provider, and the token that ends it there.

    `has_two_factors`: both were given since the sign-in was asked.
    """

    issuer: str
    subject: str
    token: str
    access: str
    has_two_factors: bool


class AsAnswered(HTTPErrorProcessor):
    """Neither an error nor a redirect is acted upon."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        return response

    https_response = http_response


OPENER = build_opener(AsAnswered)


def client() -> Client:
    """This site, as the provider knows it; called where there is one."""
    return cast("Client", settings.PASSNUM_OIDC)


def document() -> Document:
    """Where the provider answers, as it says; its name is that of the settings, to the letter."""
    issuer = client().issuer
    address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
    found = _kept_json(address)
    if found.get("issuer") != issuer:
        raise ProviderDown(f"{address} : le fournisseur se nomme {found.get('issuer')!r}.")
    scheme = f"{urlsplit(issuer).scheme}://"
    for name in NEEDED:
        if not str(found.get(name, "")).startswith(scheme):
            raise ProviderDown(f"{address} : {name} manque, ou n’est pas en {scheme}.")
    return found


def keys(*, again: bool = False) -> list[Document]:
    found = _kept_json(document()["jwks_uri"], again=again).get("keys")
    if not isinstance(found, list):
        raise ProviderDown("jwks_uri : pas de clés.")
    return [one for one in found if isinstance(one, dict)]


def sign_in_address(asked: Asked) -> str:
    """Where a browser goes to sign in: each time, whoever did before on this computer."""
    known, acr = document(), client().factor_acr
    parameters = {
        "response_type": "code",
        "client_id": client().client_id,
        "redirect_uri": return_address(),
        "scope": "openid email",
        "state": asked.state,
        "nonce": asked.nonce,
        "prompt": "login",
    }
    if known.get("claims_parameter_supported"):
        wanted = {"amr": {"essential": True}, "auth_time": {"essential": True}}
        parameters["claims"] = json.dumps({"id_token": wanted | {"acr": {"values": acr}}})
    else:
        parameters["acr_values"] = " ".join(acr)
    if _has_pkce():
        hashed = hashlib.sha256(asked.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        parameters |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    return with_query(known["authorization_endpoint"], parameters)


def said_by(code: str, asked: Asked) -> Said:
    """Who signed in, by the code that the browser brings back."""
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": return_address(),
        "client_id": client().client_id,
        "client_secret": client().secret,
    }
    if _has_pkce():
        body["code_verifier"] = asked.verifier
    answer = _json(Request(document()["token_endpoint"], urlencode(body).encode()))  # noqa: S310
    token, access = str(answer.get("id_token")), str(answer.get("access_token"))
    claims = _claims(token)
    try:
        check_sign_in(claims, asked.nonce)
    except TokenRefused as error:
        raise ProviderRefused(str(error)) from error
    two = says_two_factors(claims, client(), asked.at)
    return Said(claims["iss"], claims["sub"], token, access, two)


def email_of(said: Said) -> str:
    """The e-mail that the provider gives of somebody: shown to them, never compared to ours."""
    headers = {"Authorization": f"Bearer {said.access}"}
    request = Request(document()["userinfo_endpoint"], headers=headers)  # noqa: S310
    claims = _claims(_fetched(request).decode("latin-1"))
    if claims["sub"] != said.subject:
        raise ProviderRefused("userinfo: sub")
    return str(claims.get("email", "")).replace("\0", "")[:254]


def sign_out_address(token: str, state: str) -> str:
    """Where a browser goes to end what it opened at the provider; empty where nothing does."""
    endpoint = document().get("end_session_endpoint")
    if not endpoint:
        return ""
    back = f"{settings.PASSNUM_BASE_URL}{reverse('provider-signed-out')}"
    return with_query(
        endpoint, {"id_token_hint": token, "state": state, "post_logout_redirect_uri": back}
    )


def return_address() -> str:
    return f"{settings.PASSNUM_BASE_URL}{reverse('provider-answer')}"


def with_query(address: str, parameters: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(parameters)}"


def _has_pkce() -> bool:
    """A parameter that is not announced is refused by ProConnect."""
    return "S256" in (document().get("code_challenge_methods_supported") or ())


def _claims(token: str) -> Document:
    try:
        try:
            return claims_of(token, keys(), client())
        except KeyUnknown:
            return claims_of(token, keys(again=True), client())
    except TokenRefused as error:
        raise ProviderRefused(str(error)) from error


def _kept_json(address: str, *, again: bool = False) -> Document:
    kept_at, found = _kept.get(address, (0.0, {}))
    if again or not found or time.monotonic() - kept_at > KEPT_FOR:
        found = _json(Request(address))  # noqa: S310 - https, as the settings ask
        _kept[address] = time.monotonic(), found
    return found


def _json(request: Request) -> Document:
    body = _fetched(request)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProviderDown(f"{request.full_url} : pas du JSON.") from error
    if not isinstance(found, dict):
        raise ProviderDown(f"{request.full_url} : pas un objet JSON.")
    return found


def _fetched(request: Request) -> bytes:
    """The body of an answer. A thread waits for it: an answer that drips is left to itself."""
    box: SimpleQueue[tuple[int, bytes]] = SimpleQueue()
    Thread(target=_ask, args=(request, box), daemon=True).start()
    try:
        status, body = box.get(timeout=WITHIN)
    except Empty:
        raise ProviderDown(f"{request.full_url} : rien en {WITHIN} secondes.") from None
    if 400 <= status < 500:
        raise ProviderRefused(f"{request.full_url} : {status}.")
    if status != 200:
        raise ProviderDown(f"{request.full_url} : {status or body.decode()}.")
    return body


def _ask(request: Request, box: SimpleQueue[tuple[int, bytes]]) -> None:
    try:
        with OPENER.open(request, timeout=TIMEOUT) as answer:
            box.put((answer.status, answer.read(LARGEST)))
    except (OSError, HTTPException, ValueError) as error:
        box.put((0, str(error).encode()))
