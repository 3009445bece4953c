"""A small OpenID Connect provider on the loopback, which can be told to misbehave."""

import base64
import hashlib
import hmac
import json
import secrets
import sys
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.urls import reverse

from accounts.models import Identity
from accounts.provider_client import Client
from tests.factories.accounts import NOON
from tests.reading import words

LEAVE, BACK = reverse("provider-sign-in"), reverse("provider-answer")
SECRET, CLIENT_ID = "un secret partagé avec le fournisseur", "passnum-essai"
LEVELS = ("eidas1-mfa", "eidas2")


@cache
def key(name):
    """A private key by its name, made once a process."""
    if name == "curve":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(
        public_exponent=65537, key_size=1024 if "1024" in name else 2048
    )


def public(private, kid, **more):
    """A public key as the provider publishes it."""
    kind = jwt.algorithms.ECAlgorithm if hasattr(private, "curve") else jwt.algorithms.RSAAlgorithm
    return kind.to_jwk(private.public_key(), as_dict=True) | {"kid": kid} | more


def by_hand(header, claims, sign):
    """A token as no library signs it: `sign` gives the last part."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (header, claims)]
    signed = b".".join(part.rstrip(b"=") for part in parts)
    return (signed + b"." + base64.urlsafe_b64encode(sign(signed)).rstrip(b"=")).decode()


def hs256(secret):
    return lambda signed: hmac.digest(secret, signed, "sha256")


def rs256(private):
    return lambda signed: private.sign(signed, padding.PKCS1v15(), hashes.SHA256())


def pem(private):
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return private.public_key().public_bytes(serialization.Encoding.PEM, kind)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """The site does not wait for an answer that is too long or too late."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Provider:
    """It behaves, until one of its attributes is changed by a test."""

    def __init__(self):
        self.keys = [public(key("one"), "one"), public(key("curve"), "curve")]
        self.more = {}  # of its document
        self.claims = {}  # of its tokens, in the place of those due; None takes one away
        self.token = self.sign
        self.userinfo = {}
        self.answers = {}  # by the end of a path, what answers in the place of what is due
        self.codes, self.asked, self.posted = {}, [], []
        handler = type("Answering", (Answer,), {"provider": self})
        self.server = Server(("127.0.0.1", 0), handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.issuer = f"{self.origin}/api/v2"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def client(self):
        return Client(self.issuer, CLIENT_ID, SECRET, LEVELS)

    @property
    def document(self):
        ends = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/session/end",
            **{f"{name}_endpoint": f"{self.issuer}/{end}" for name, end in ends.items()},
            "claims_parameter_supported": True,
            "code_challenge_methods_supported": ["S256"],
            **self.more,
        }

    def sign(self, claims, name="one"):
        return by_hand({"alg": "RS256", "kid": name}, claims, rs256(key(name)))

    def signed_in(self, address, subject="sujet-1"):
        """Where the browser goes back to, once somebody signed in."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe()
        self.codes[code] = asked | {"sub": subject}
        back = {"code": code, "state": asked["state"]}
        return f"{urlsplit(asked['redirect_uri']).path}?{urlencode(back)}"

    def way_back(self, address):
        """Where a browser is sent, from a sign-in or its end."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        if "/session/end?" in address:
            return f"{asked['post_logout_redirect_uri']}?state={asked['state']}"
        site = asked["redirect_uri"].partition("/connexion/")[0]
        return f"{site}{self.signed_in(address)}"

    def exchange(self, sent):
        """What a code gives, once; None for any other one."""
        asked = self.codes.pop(sent.get("code"), None)
        is_due = asked and {
            "secret": sent["client_secret"] == SECRET,
            "address": sent["redirect_uri"] == asked["redirect_uri"],
            "verifier": asked.get("code_challenge") == _challenge(sent.get("code_verifier")),
        }
        if not is_due or not all(is_due.values()):
            return None
        self.subject = asked["sub"]
        token = self.token(self.due(asked["nonce"]))
        return {"access_token": "un-jeton", "token_type": "Bearer", "id_token": token}

    def due(self, nonce):
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "exp": now + 60,
            "iat": now,
            "nonce": nonce,
            **self.claims,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def about(self):
        """The userinfo, a signed token as ProConnect gives it."""
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "sub": self.subject, **self.userinfo}
        return self.sign(claims)


def _challenge(verifier):
    if verifier is None:
        return None
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def identity_of(user, provider, subject="sujet-1"):
    return Identity.objects.create(
        user=user, issuer=provider.issuer, subject=subject, email="", linked_at=NOON
    )


def leave(client, url=LEAVE, **sent):
    """Where the site sends the browser."""
    return client.post(url, sent).context["address"]


def come_back(client, provider, url=LEAVE, subject="sujet-1", **sent):
    """To the site, from a sign-in that the provider let through."""
    return client.get(provider.signed_in(leave(client, url, **sent), subject))


def is_in(client):
    return "_auth_user_id" in client.session


def said(client, answer):
    """What the page that follows says."""
    return words(client.get(answer.url))


def two_factors(**changes):
    """What a provider says where both were given."""
    return {"acr": "eidas2", "amr": ["pwd", "mfa"], "auth_time": int(time.time()), **changes}


class Answer(BaseHTTPRequestHandler):
    """One request to the provider."""

    provider: Provider

    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        provider, end = self.provider, self.path.partition("?")[0].rpartition("/")[2]
        provider.asked.append(self.path)
        if end in provider.answers:
            return provider.answers[end](self)
        if end in {"authorize", "end"}:
            return self.give("", status=302, Location=provider.way_back(self.path))
        if end == "openid-configuration":
            return self.give(provider.document)
        if end == "jwks":
            return self.give({"keys": provider.keys})
        if end == "userinfo" and self.headers["Authorization"] == "Bearer un-jeton":
            return self.give(provider.about(), kind="application/jwt")
        return self.give({}, status=404)

    def do_POST(self):
        provider, end = self.provider, self.path.rpartition("/")[2]
        provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(body).items()}
        provider.posted.append(sent)
        if end in provider.answers:
            return provider.answers[end](self)
        given = provider.exchange(sent)
        return self.give(given or {"error": "invalid_grant"}, status=200 if given else 400)

    def give(self, body, *, status=200, kind="application/json", **headers):
        sent = body if isinstance(body, bytes) else None
        if sent is None:
            sent = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)
